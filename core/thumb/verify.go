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

// Candidate is a picture that is to be verified.
type Candidate struct {
	Reader io.ReaderAt
	Size   int64  // in bytes
	Name   string // of the file, for messages
	// MaxPixels is how many pixels the headers may claim; 0 is 2^30.
	MaxPixels int64
}

// Verify decodes all of a picture, so that what it passes can be shown to its last
// row, and returns the row of its loader.
func Verify(ctx context.Context, c Candidate, admit Admit) (row *loaders.Loader, err error) {
	loader := ""
	defer func() { err = complete(ctx, err, c.Name, loader) }()
	defer fault.Catch(&err)
	src, err := picture.NewSource(c.Reader, c.Size, c.Name)
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
	if err := checkPixels(info, c.MaxPixels); err != nil {
		return row, err
	}
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
