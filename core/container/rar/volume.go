package rar

import (
	"io"
	"io/fs"
	"time"

	"github.com/nwaples/rardecode/v2"

	"apsync/core/fault"
)

// volumeName is what the decoder calls the one volume that there is.
const volumeName = "archive.rar"

// volume is a file system that holds the archive and nothing else.
type volume struct {
	r       io.ReaderAt
	size    int64
	limited bool  // while the headers are read
	left    int64 // bytes of them that may still be read
}

func (v *volume) options() []rardecode.Option {
	return []rardecode.Option{
		rardecode.FileSystem(v), rardecode.MaxDictionarySize(maxDictionary), rardecode.SkipCheck,
		rardecode.BufferSize(bufferSize),
	}
}

// Open implements fs.FS.
func (v *volume) Open(name string) (fs.File, error) {
	if name != volumeName {
		return nil, fs.ErrNotExist
	}
	return &file{io.NewSectionReader(v, 0, v.size), v.size}, nil
}

// ReadAt implements io.ReaderAt.
func (v *volume) ReadAt(p []byte, off int64) (int, error) {
	if v.limited {
		v.left -= int64(len(p))
	}
	if v.left < 0 {
		return 0, fault.New(fault.LimitCount, "rar: headers of more than %d bytes", maxHeaders)
	}
	return v.r.ReadAt(p, off)
}

// file is the archive as the decoder reads it.
type file struct {
	*io.SectionReader
	size int64
}

func (f *file) Stat() (fs.FileInfo, error) { return info{f.size}, nil }
func (f *file) Close() error               { return nil }

type info struct{ size int64 }

func (i info) Name() string       { return volumeName }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return 0 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }
