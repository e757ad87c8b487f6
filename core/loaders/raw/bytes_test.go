package raw_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/tiff"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raw"
	"apsync/core/loaders/raw/rawtest"
	"apsync/core/picture"
)

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
			front := b.file("II*\x00", first, cr2Marks)
			file := loadertest.NewSparse(front, gigabyte-int64(len(front)), append(append([]byte(nil), small...), whole...))
			pic, err := raw.Open(file.Source(t, "a.cr2"))
			require.NoError(t, err)
			frame, err := pic.Decode(context.Background(), c.want)
			require.NoError(t, err)
			w, _ := frame.Image.Size()
			require.GreaterOrEqual(t, w, c.want.Width)
			require.Less(t, file.Read(), c.most)
		})
	}
}
