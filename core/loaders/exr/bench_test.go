package exr_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders/exr"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func BenchmarkDecode(b *testing.B) {
	for name, file := range map[string]string{
		"piz":   "openexr-images__Rec709.exr",
		"zip":   "openexr-images__Carrots.exr",
		"pxr24": "openexr-images__GrayRampsHorizontal.exr",
		"b44a":  "openexr-images__Adjuster.exr",
	} {
		data, err := os.ReadFile(filepath.Join(loadertest.Corpus(b), "exr", file))
		require.NoError(b, err)
		for size, edge := range map[string]int{"preview": 128, "full": 1 << 20} {
			b.Run(name+" "+size, func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				for b.Loop() {
					pic, err := exr.Open(loadertest.Source(b, data, file))
					require.NoError(b, err)
					_, err = pic.Decode(context.Background(), picture.Want{Width: edge, Height: edge})
					require.NoError(b, err)
				}
			})
		}
	}
}
