package astc_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/astc"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// file returns a file with blocks of blockW×blockH pixels.
func file(blockW, blockH, w, h, d int, blocks []byte) []byte {
	b := []byte{0x13, 0xab, 0xa1, 0x5c, byte(blockW), byte(blockH), 1}
	for _, n := range []int{w, h, d} {
		b = append(b, byte(n), byte(n>>8), byte(n>>16))
	}
	return append(b, blocks...)
}

// solid returns a block of one colour, of low range or, as numbers of 16 bits, high.
func solid(high bool, colour ...uint16) []byte {
	b := []byte{0xfc, 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	if high {
		b[1] = 0xff
	}
	for _, v := range colour {
		b = append(b, byte(v), byte(v>>8))
	}
	return b
}

// sound returns blocks at random, without what is of high range.
func sound(n int) (blocks []byte) {
	random := rand.New(rand.NewPCG(5, 6))
	for range n {
		c := uint16(random.Uint32())
		blocks = append(blocks, solid(false, c, 0xffff-c, c/2, 0xffff)...)
	}
	return blocks
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := append(loadertest.CorpusCases(t, "astc"),
		loadertest.Case{Name: "5x4", Data: file(5, 4, 67, 41, 1, sound(14*11)), Width: 67, Height: 41, NoGolden: true},
		loadertest.Case{Name: "12x12", Data: file(12, 12, 67, 41, 1, sound(6*4)), Width: 67, Height: 41, NoGolden: true},
	)
	loadertest.Run(t, loadertest.Spec{Name: "astc", Open: astc.Open, Cases: cases})
}

func TestPixels(t *testing.T) {
	t.Parallel()
	low := loadertest.Pixels(t, astc.Open, file(4, 4, 2, 2, 1, solid(false, 0x1000, 0x2000, 0x3000, 0xffff)))
	require.Equal(t, []uint8{16, 32, 48, 255}, []uint8{low[0].R, low[0].G, low[0].B, low[0].A})
	_, frame, err := loadertest.Decode(t, astc.Open, file(4, 4, 2, 2, 1, solid(true, 0x3c00, 0x4000, 0, 0x3c00)), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []float32{1, 2, 0, 1}, frame.Image.(*raster.Pixels[float32]).Pix[:4])
}

func TestTheMiddleSlice(t *testing.T) {
	t.Parallel()
	blocks := append(append(solid(false, 0, 0, 0, 0xffff), solid(false, 0xffff, 0, 0, 0xffff)...), solid(false, 0, 0, 0, 0xffff)...)
	require.Equal(t, uint8(255), loadertest.Pixels(t, astc.Open, file(4, 4, 2, 2, 3, blocks))[0].R)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	block := solid(false, 0, 0, 0, 0xffff)
	deep := file(4, 4, 4, 4, 1, block)
	deep[6] = 4
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"no width":          {file(4, 4, 0, 4, 1, block), fault.Corrupt},
		"no such block":     {file(4, 6, 4, 4, 1, block), fault.Corrupt},
		"blocks of volumes": {deep, fault.Unsupported},
		"a block too few":   {file(4, 4, 5, 4, 1, block), fault.Truncated},
		"huge":              {file(4, 4, 1<<24-1, 4, 1, block), fault.Corrupt},
		"half a header":     {file(4, 4, 4, 4, 1, nil)[:9], fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, astc.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := [][]byte{file(5, 4, 20, 10, 1, sound(12)), file(6, 6, 6, 6, 2, append(sound(1), solid(true, 1, 2, 3, 4)...))}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "astc", "*"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, astc.Open, seeds...)
}
