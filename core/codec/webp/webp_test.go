package webp_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	xwebp "golang.org/x/image/webp"

	"apsync/core/codec/webp"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "webp")
	ramp := func(i int) uint32 { return uint32(i%70*3)<<24 | uint32(i/70*4)<<16 | 0x4000 | uint32(i%256) }
	for name, data := range map[string][]byte{
		"lossless with alpha": riff(chunk("VP8L", lossless(70, 50, true, ramp))),
		"lossless":            riff(chunk("VP8L", lossless(70, 50, false, ramp))),
		"part of the canvas":  riff(canvas(120, 90), anmf(12, 20, 70, 50, chunk("VP8L", lossless(70, 50, false, ramp)))),
		"lossy":               riff(chunk("VP8 ", greyVP8(70, 50))),
	} {
		cases = append(cases, loadertest.Case{Name: name, Data: data, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "webp", Open: webp.Open, Cases: cases})
}

func TestPixels(t *testing.T) {
	t.Parallel()
	two := func(i int) uint32 { return []uint32{0xff000080, 0x00ff00ff}[i] }
	cases := []struct {
		name string
		file []byte
		want []string
	}{
		{
			"lossless with alpha",
			riff(chunk("VP8L", lossless(2, 1, true, two))),
			[]string{"ff000080 00ff00ff"},
		},
		{
			"lossless, alpha stored but not used",
			riff(chunk("VP8L", lossless(2, 1, false, two))),
			[]string{"ff0000ff 00ff00ff"},
		},
		{
			"lossless, extended",
			riff(canvas(2, 1), chunk("VP8L", lossless(2, 1, true, two))),
			[]string{"ff000080 00ff00ff"},
		},
		{
			"lossy: luma 128 of 16 to 235 is 130 of 255",
			riff(chunk("VP8 ", greyVP8(3, 1))),
			[]string{"828282ff 828282ff 828282ff"},
		},
		{
			"lossy with alpha",
			riff(canvas(3, 1), alphaChunk([]byte{0, 128, 255}, 3, 0, false), chunk("VP8 ", greyVP8(3, 1))),
			[]string{"82828200 82828280 828282ff"},
		},
		{
			"an animation's first frame on its canvas",
			riff(canvas(4, 3),
				anmf(2, 0, 2, 1, chunk("VP8L", lossless(2, 1, false, plain(0x123456ff)))),
				anmf(0, 0, 4, 3, chunk("VP8L", lossless(4, 3, false, plain(0xffffffff))))),
			[]string{"00000000 00000000 123456ff 123456ff", "00000000 00000000 00000000 00000000", "00000000 00000000 00000000 00000000"},
		},
		{
			"a lossy frame on a larger canvas",
			riff(canvas(3, 1), anmf(2, 0, 1, 1, chunk("VP8 ", greyVP8(1, 1)))),
			[]string{"00000000 00000000 828282ff"},
		},
		{
			"a lossy frame with alpha fills the canvas",
			riff(canvas(1, 1), anmf(0, 0, 1, 1, alphaChunk([]byte{7}, 1, 0, false), chunk("VP8 ", greyVP8(1, 1)))),
			[]string{"82828207"},
		},
		{
			"unknown chunks, and a picture behind the first",
			riff(chunk("JUNK", "?"), chunk("VP8L", lossless(1, 1, false, plain(0x010203ff))), chunk("VP8 ", greyVP8(9, 9))),
			[]string{"010203ff"},
		},
		{
			"a file size that says nothing",
			bytes.Replace(riff(chunk("VP8L", lossless(1, 1, false, plain(0x010203ff)))), []byte("RIFF\x3c"), []byte("RIFF\x00"), 1),
			[]string{"010203ff"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, frame, err := loadertest.Decode(t, webp.Open, c.file, picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.want, pixels(t, frame))
		})
	}
}

// TestAlphaFilters decodes a plane of noise in every filter, raw and compressed.
func TestAlphaFilters(t *testing.T) {
	t.Parallel()
	const w, h = 37, 19
	noise := rand.New(rand.NewPCG(7, 8))
	plane := make([]byte, w*h)
	for i := range plane {
		plane[i] = byte(noise.Uint32())
	}
	for filter := range byte(4) {
		for _, compressed := range []bool{false, true} {
			file := riff(canvas(w, h), alphaChunk(plane, w, filter, compressed), chunk("VP8 ", greyVP8(w, h)))
			_, frame, err := loadertest.Decode(t, webp.Open, file, picture.Want{})
			require.NoError(t, err, "filter %d, compressed %t", filter, compressed)
			p, ok := frame.Image.(*raster.Pixels[uint8])
			require.True(t, ok)
			for i, want := range plane {
				require.Equal(t, want, p.Pix[4*i+3], "filter %d, compressed %t, pixel %d", filter, compressed, i)
			}
		}
	}
}

// TestColours compares with what libwebp 1.6.0 makes of the files: the mean of
// each channel, and some pixels.
func TestColours(t *testing.T) {
	t.Parallel()
	type spot struct {
		x, y int
		rgba [4]int
	}
	cases := []struct {
		file  string
		mean  [4]float64
		spots []spot
	}{
		{"Pillow__image_thumbnail.webp", [4]float64{89.785, 80.290, 95.540, 255}, []spot{
			{25, 25, [4]int{141, 123, 109, 255}}, {50, 50, [4]int{177, 96, 62, 255}}, {80, 60, [4]int{112, 149, 205, 255}},
		}},
		{"file-type__fixture.webp", [4]float64{101.459, 91.199, 84.952, 255}, []spot{
			{50, 33, [4]int{181, 134, 102, 255}}, {100, 66, [4]int{255, 231, 192, 255}}, {160, 79, [4]int{4, 20, 47, 255}},
		}},
		{"godot-demo-projects__squash_the_creeps.webp", [4]float64{219.369, 220.254, 224.387, 255}, []spot{
			{320, 180, [4]int{223, 225, 229, 255}}, {640, 360, [4]int{224, 226, 229, 255}},
		}},
		{"image__lossy_alpha.webp", [4]float64{10.935, 58.049, 171.723, 95.327}, []spot{
			{25, 25, [4]int{13, 133, 29, 255}}, {50, 50, [4]int{0, 52, 0, 255}}, {80, 60, [4]int{2, 15, 255, 0}},
		}},
		{"libwebp-test-data__lossy_alpha3.webp", [4]float64{179.806, 180.759, 177.003, 77.244}, []spot{
			{250, 76, [4]int{1, 1, 1, 255}}, {800, 184, [4]int{91, 100, 83, 128}},
		}},
		{"libwebp-test-data__lossless_vec_2_15.webp", [4]float64{141.661, 150.387, 158.777, 255}, []spot{
			{32, 32, [4]int{84, 91, 114, 255}}, {102, 76, [4]int{228, 248, 244, 255}},
		}},
		{"libwebp-test-data__lossless_vec_1_6.webp", [4]float64{127.5, 0, 127.5, 191.5}, []spot{
			{4, 4, [4]int{0, 0, 255, 255}}, {12, 9, [4]int{255, 0, 0, 128}},
		}},
		{"imaging__animated.webp", [4]float64{36.133, 69.847, 106.836, 255}, []spot{{100, 100, [4]int{0, 51, 102, 255}}}},
		{"libwebp-test-data__very_short.webp", [4]float64{155.169, 176.256, 228.256, 255}, []spot{{31, 33, [4]int{154, 175, 227, 255}}}},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join(loadertest.Corpus(t), "webp", c.file))
			require.NoError(t, err)
			_, frame, err := loadertest.Decode(t, webp.Open, data, picture.Want{})
			require.NoError(t, err)
			img, _ := colour.ToDisplay(frame.Image, colour.Space{})
			var sums [4]float64
			for i, v := range img.Pix {
				sums[i%4] += float64(v)
			}
			for i, sum := range sums {
				require.InDelta(t, c.mean[i], sum/float64(len(img.Pix)/4), 0.7, "mean of channel %d", i)
			}
			for _, s := range c.spots {
				got := img.Pix[s.y*img.Stride+4*s.x:]
				for i, want := range s.rgba {
					require.InDelta(t, want, got[i], 3, "channel %d at %d,%d", i, s.x, s.y)
				}
			}
		})
	}
}

// TestAgainstImage compares lossless pictures with golang.org/x/image/webp, which
// knows nothing of the canvas and of unused alpha.
func TestAgainstImage(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"libwebp-test-data__lossless_vec_1_6.webp", "libwebp-test-data__lossless_vec_2_15.webp"} {
		data, err := os.ReadFile(filepath.Join(loadertest.Corpus(t), "webp", name))
		require.NoError(t, err)
		want, err := xwebp.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		_, frame, err := loadertest.Decode(t, webp.Open, data, picture.Want{})
		require.NoError(t, err)
		got, _ := colour.ToDisplay(frame.Image, colour.Space{})
		require.Equal(t, want.Bounds(), got.Bounds())
		for y := range got.Rect.Dy() {
			for x := range got.Rect.Dx() {
				r, g, b, a := want.At(x, y).RGBA()
				gr, gg, gb, ga := got.At(x, y).RGBA()
				if r != gr || g != gg || b != gb || a != ga {
					t.Fatalf("%s at %d,%d: %v, not %v", name, x, y, got.At(x, y), want.At(x, y))
				}
			}
		}
	}
}

func TestInfo(t *testing.T) {
	t.Parallel()
	exif := "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"
	file := riff(canvas(4, 2), chunk("ICCP", "profile"),
		anmf(0, 0, 4, 2, chunk("VP8 ", greyVP8(4, 2))), anmf(0, 0, 4, 2, chunk("VP8 ", greyVP8(4, 2))), chunk("EXIF", exif))
	info, frame, err := loadertest.Decode(t, webp.Open, file, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, picture.RotateClockwise, info.Orientation)
	require.Equal(t, 2, info.Pages)
	require.False(t, info.HasAlpha)
	require.Equal(t, "profile", string(frame.Space.ICC))
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	picture1 := chunk("VP8L", lossless(4, 4, false, plain(0x010203ff)))
	cases := []struct {
		name string
		file []byte
		code fault.Code
	}{
		{"another form", []byte("RIFF\x04\x00\x00\x00WAVE"), fault.Corrupt},
		{"no picture", riff(chunk("JUNK", "")), fault.NoPicture},
		{"cut before the picture", riff(canvas(4, 4), picture1)[:30], fault.Truncated},
		{"cut within lossless data", riff(picture1)[:100], fault.Truncated},
		{"cut within lossy data", riff(chunk("VP8 ", greyVP8(64, 64)))[:300], fault.Truncated},
		{"alpha that is too short", riff(canvas(4, 4), chunk("ALPH", "\x00abc"), chunk("VP8 ", greyVP8(4, 4))), fault.Truncated},
		{"alpha of an unknown method", riff(canvas(4, 4), chunk("ALPH", "\x02abc"), chunk("VP8 ", greyVP8(4, 4))), fault.Corrupt},
		{"lossy, no key frame", riff(chunk("VP8 ", "\x01"+greyVP8(4, 4)[1:])), fault.Corrupt},
		{"lossy, no width", riff(chunk("VP8 ", greyVP8(0, 4))), fault.Corrupt},
		{"lossless, another signature", riff(chunk("VP8L", "\x2e"+lossless(4, 4, false, plain(0))[1:])), fault.Corrupt},
		{"a picture smaller than its canvas", riff(canvas(5, 4), picture1), fault.Corrupt},
		{"a frame beside its canvas", riff(canvas(4, 4), anmf(2, 0, 4, 4, picture1)), fault.Corrupt},
		{"a frame of another size than its picture", riff(canvas(4, 4), anmf(0, 0, 2, 2, picture1)), fault.Corrupt},
		{"a frame without a picture", riff(canvas(4, 4), anmf(0, 0, 4, 4)), fault.Corrupt},
		{"a canvas beyond reason", riff(canvas(1<<24, 1<<24), anmf(0, 0, 4, 4, picture1)), fault.LimitExpansion},
		{"a lossless picture beyond the budget", riff(chunk("VP8L", lossless(1, 1, false, plain(0))[:1]+"\xff\xff\xff\x0f\x00\x00")), fault.LimitMemory},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, webp.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

// TestHostile knows what becomes of each damaged file of the corpus.
func TestHostile(t *testing.T) {
	t.Parallel()
	codes := map[string]fault.Code{"image__id_000000_orig_tbbn0g04.webp": fault.Truncated}
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "webp")) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			code, known := codes[c.Name]
			require.True(t, known)
			_, _, err := loadertest.Decode(t, webp.Open, c.Data, picture.Want{})
			require.Equal(t, code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := [][]byte{
		riff(canvas(3, 3), alphaChunk(make([]byte, 9), 3, 1, true), chunk("VP8 ", greyVP8(3, 3))),
		riff(canvas(3, 3), alphaChunk(make([]byte, 9), 3, 3, false), chunk("VP8 ", greyVP8(3, 3))),
		riff(canvas(9, 9), anmf(2, 2, 3, 3, chunk("VP8L", lossless(3, 3, true, plain(0x01020304))))),
		riff(chunk("VP8L", lossless(3, 3, false, plain(0x01020304)))),
	}
	files, _ := filepath.Glob(filepath.Join(loadertest.Root(), "..", "shared", "corpus", "*", "*.webp"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	loadertest.Fuzz(f, webp.Open, seeds...)
}

func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{
		"godot-demo-projects__squash_the_creeps.webp", "libwebp-test-data__lossy_alpha3.webp",
		"libwebp-test-data__lossless_vec_2_15.webp",
	} {
		data, err := os.ReadFile(filepath.Join(loadertest.Corpus(b), "webp", name))
		require.NoError(b, err)
		for _, size := range []struct {
			name string
			want picture.Want
		}{{"full", picture.Want{Width: 4096, Height: 4096}}, {"preview", picture.Want{Width: 256, Height: 256}}} {
			b.Run(name+"/"+size.name, func(b *testing.B) {
				for b.Loop() {
					pic, err := webp.Open(loadertest.Source(b, data, name))
					require.NoError(b, err)
					_, err = pic.Decode(context.Background(), size.want)
					require.NoError(b, err)
				}
			})
		}
	}
}
