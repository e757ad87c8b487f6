package thumb

import (
	"context"
	"io"

	"apsync/core/fault"
	"apsync/core/loaders"
	"apsync/core/picture"
)

// Admit waits until that many bytes of memory may be used and returns how to give
// them back. It fails when ctx is done, or when they never can be.
type Admit func(ctx context.Context, bytes int64) (release func(), err error)

// Verify decodes all of the picture that r holds in size bytes, so that what it
// passes can be shown to its last row, and returns the row of its loader. Name is
// the file's, for messages.
func Verify(ctx context.Context, r io.ReaderAt, size int64, name string, admit Admit) (row *loaders.Loader, err error) {
	loader := ""
	defer func() { err = complete(ctx, err, name, loader) }()
	defer fault.Catch(&err)
	src, err := picture.NewSource(r, size, name)
	if err != nil {
		return nil, err
	}
	if row, err = loaders.Sniff(src.Head(), src.Ext()); err != nil {
		return nil, err
	}
	loader = row.Name
	pic, err := row.Open(src)
	if err != nil {
		return row, err
	}
	info := pic.Info()
	want := picture.Want{Width: info.Width, Height: info.Height}
	need := info.Need(want)
	release, err := admit(ctx, need)
	if err != nil {
		return row, err
	}
	defer release()
	want.Budget = picture.NewBudget(need)
	_, err = pic.Decode(ctx, want)
	return row, err
}
