package raw_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/tiff"
	"apsync/core/loaders/raw"
	"apsync/core/loaders/raw/rawtest"
	"apsync/core/picture"
)

// sparse is a large file of zeros with some data at its beginning and some further on.
type sparse struct {
	front, back []byte
	backAt      int64
	read        atomic.Int64
}

func (s *sparse) ReadAt(p []byte, off int64) (int, error) {
	clear(p)
	s.read.Add(int64(len(p)))
	if off < int64(len(s.front)) {
		copy(p, s.front[off:])
	}
	if from := off - s.backAt; from >= 0 && from < int64(len(s.back)) {
		copy(p, s.back[from:])
	} else if from < 0 && from+int64(len(p)) > 0 {
		copy(p[-from:], s.back)
	}
	return len(p), nil
}

func TestBytesReadDoNotGrowWithTheFile(t *testing.T) {
	t.Parallel()
	const gigabyte = 1 << 30
	whole, small := rawtest.Shot(t, 1200, 800, red), rawtest.Shot(t, 600, 400, red)
	for _, c := range []struct {
		name string
		want picture.Want
		most int64
	}{
		{"preview", picture.Want{Width: 480, Height: 320}, int64(len(small)) + 64<<10},
		{"detail", picture.Want{Width: 1200, Height: 800}, int64(len(whole)) + 64<<10},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBuilt(little, 16)
			next := b.directory(0, long(tiff.TagJPEGOffset, gigabyte), long(tiff.TagJPEGLength, len(small)))
			first := b.directory(next, short(tiff.TagCompression, 6), long(tiff.TagStripOffsets, gigabyte+len(small)), long(tiff.TagStripByteCounts, len(whole)))
			file := &sparse{front: b.file("II*\x00", first, cr2Marks), back: append(append([]byte(nil), small...), whole...), backAt: gigabyte}
			src, err := picture.NewSource(file, 2*gigabyte, "a.cr2")
			require.NoError(t, err)
			pic, err := raw.Open(src)
			require.NoError(t, err)
			frame, err := pic.Decode(context.Background(), c.want)
			require.NoError(t, err)
			w, _ := frame.Image.Size()
			require.GreaterOrEqual(t, w, c.want.Width)
			require.Less(t, file.read.Load(), c.most)
		})
	}
}
