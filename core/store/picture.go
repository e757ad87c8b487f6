package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"

	"apsync/core/atomicfile"
	"apsync/core/fault"
	"apsync/core/regular"
)

// extensions are those that a thumbnail may have.
var extensions = []string{".png", ".jpg"}

// signatures are how PNG (PNG 3rd ed. §5.2) and JPEG files (T.81 §B.1.1) begin.
var signatures = []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff"}

// maxPicture bounds a picture that is attached, in bytes. Renderings of 8192² pixels of 16 bits
// that hardly compress still are below it.
const maxPicture = 512 << 20

func tooLarge(size int64) error {
	return fault.New(fault.Argument, "is %d MB or more; a thumbnail has at most %d", size>>20, int64(maxPicture)>>20)
}

// picture is a local file on its way into the store.
type picture struct {
	file *atomicfile.File
	sum  string // SHA-256 of its bytes, hexadecimal
	size int64
	ext  string
}

func (p *picture) abandon() {
	if p != nil {
		p.file.Abandon()
	}
}

// stage copies a request's picture into the store, where it has no name yet, and checks
// the copy: the file itself may change while it is read.
func (s *Store) stage(ctx context.Context, request *Request) (*picture, error) {
	if s.config.Validate == nil {
		return nil, fault.New(fault.Internal, "the store was opened for reading")
	}
	src, size, err := open(request.Local)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	if !looksRight(src) {
		// A film of 20 GB need not be copied to learn that it is no picture.
		if _, err := s.config.Validate(ctx, src, size, request.called()); err != nil {
			return nil, err
		}
	}
	f, err := s.create(filepath.Join(s.config.Folder, "blobs"), atomicfile.Options{Sync: durable, BeforeRename: func() error { return stopped(ctx) }})
	if err != nil {
		return nil, err
	}
	p := &picture{file: f}
	if err := s.fill(ctx, p, src, request.called()); err != nil {
		f.Abandon()
		return nil, err
	}
	return p, nil
}

func (s *Store) fill(ctx context.Context, p *picture, src io.Reader, name string) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(p.file, sum), io.LimitReader(&reader{ctx, src}, maxPicture+1))
	if err != nil {
		return err
	}
	if n > maxPicture { // somebody writes to it
		return tooLarge(n)
	}
	p.size, p.sum = n, digits(sum)
	p.ext, err = s.config.Validate(ctx, p.file, n, name)
	if err == nil && !slices.Contains(extensions, p.ext) {
		err = fault.New(fault.Internal, "extension %q is none that a thumbnail may have", p.ext)
	}
	return err
}

// publish gives a picture its name, which is that of its bytes. One that is there is
// replaced: by the same bytes, or, where it was damaged, by good ones.
func (s *Store) publish(ctx context.Context, p *picture) error {
	path := s.blobPath(p.sum)
	folders, _ := modes(s.config.Folder)
	if err := atomicfile.MkdirAll(filepath.Dir(path), atomicfile.Options{Sync: durable, Mode: folders}); err != nil {
		return err
	}
	err := p.file.Publish(path)
	if err != nil && ctx.Err() == nil && isIntact(ctx, path, p.size, p.sum) {
		return nil // another program holds it open, as Windows lets it
	}
	return err
}

// open opens a regular file for reading.
func open(path string) (*os.File, int64, error) {
	f, info, err := regular.Open(path)
	switch {
	case errors.Is(err, regular.ErrNot) && info.IsDir():
		return nil, 0, fault.New(fault.Argument, "is a folder; a thumbnail is a PNG or a JPEG")
	case errors.Is(err, regular.ErrNot):
		return nil, 0, fault.New(fault.Argument, "is no regular file; a thumbnail is a PNG or a JPEG")
	case err != nil:
		return nil, 0, absent(err)
	case info.Size() > maxPicture:
		f.Close()
		return nil, 0, tooLarge(info.Size())
	}
	return f, info.Size(), nil
}

// looksRight reports whether a file begins as a PNG or JPEG does.
func looksRight(src io.ReaderAt) bool {
	head := make([]byte, 8)
	n, _ := src.ReadAt(head, 0) // a short file looks wrong
	return slices.ContainsFunc(signatures, func(s string) bool { return bytes.HasPrefix(head[:n], []byte(s)) })
}

// isIntact reports whether path is a regular file with that size and SHA-256.
func isIntact(ctx context.Context, path string, size int64, sum string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() != size {
		return false
	}
	now, n, err := hashOf(ctx, path, size)
	return err == nil && n == size && now == sum
}

// hashOf returns the SHA-256 of a regular file, hexadecimal, and how long it is. Of
// one that is longer than size bytes, no more is read than shows it.
func hashOf(ctx context.Context, path string, size int64) (sum string, n int64, err error) {
	f, _, err := regular.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err = io.Copy(h, io.LimitReader(&reader{ctx, f}, size+1))
	return digits(h), n, err
}

func digits(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// reader is a reader that ends with its context.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if err := stopped(r.ctx); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
