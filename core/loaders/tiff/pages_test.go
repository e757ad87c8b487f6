package tiff_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

// flat returns a grey page of one level, by which tests tell pages apart.
func flat(w, h int, level uint64, tags map[int]any) image {
	return image{
		w: w, h: h, bits: 8, photometric: 1, compression: deflated, tags: tags,
		value: func(_, _, _ int) uint64 { return level },
	}
}

func role(bits int) map[int]any { return map[int]any{tagNewSubfileType: bits} }

// levelOf decodes for a want and returns the level of the upper left pixel, which
// names the page, with the decoded width.
func levelOf(t *testing.T, data []byte, want picture.Want) (level uint8, width int, info picture.Info) {
	t.Helper()
	info, frame, err := loadertest.Decode(t, tiff.Open, data, want)
	require.NoError(t, err)
	pix, ok := frame.Image.(*raster.Pixels[uint8])
	require.True(t, ok, "%T", frame.Image)
	return pix.Pix[0], pix.Width, info
}

func TestWhichPageIsShown(t *testing.T) {
	t.Parallel()
	withSubs := func(p image, subs ...image) image {
		p.subs = subs
		return p
	}
	cases := []struct {
		name   string
		pages  []image
		level  uint8
		w, h   int
		number int // of pages
	}{
		{"the first of several", []image{flat(40, 30, 1, nil), flat(80, 60, 2, nil)}, 1, 40, 30, 2},
		{"not a thumbnail before it", []image{flat(10, 8, 1, role(1)), flat(40, 30, 2, role(0))}, 2, 40, 30, 1},
		{"not a mask before it", []image{flat(40, 30, 1, role(4)), flat(40, 30, 2, nil)}, 2, 40, 30, 1},
		{"not an old-style thumbnail", []image{flat(10, 8, 1, map[int]any{tagSubfileType: 2}), flat(40, 30, 2, nil)}, 2, 40, 30, 1},
		{"a page that says that it is one", []image{flat(40, 30, 1, role(2)), flat(40, 30, 2, role(2))}, 1, 40, 30, 2},
		{"the largest where all are thumbnails", []image{flat(10, 8, 1, role(1)), flat(20, 16, 2, role(1)), flat(5, 4, 3, role(1))}, 2, 20, 16, 1},
		{"what the only thumbnail points to", []image{withSubs(flat(10, 8, 1, role(1)), flat(40, 32, 2, role(0)))}, 2, 40, 32, 1},
	}
	for _, c := range cases {
		for _, big := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				data := file{order: binary.BigEndian, big: big, pages: c.pages}.bytes()
				level, _, info := levelOf(t, data, picture.Want{})
				require.Equal(t, c.level, level)
				require.Equal(t, []int{c.w, c.h, c.number}, []int{info.Width, info.Height, info.Pages})
			})
		}
	}
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		_, err := tiff.Open(loadertest.Source(t, one(flat(9, 9, 1, role(4))), "masks.tif"))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%v", err)
	})
}

func TestReducedVersions(t *testing.T) {
	t.Parallel()
	alpha := flat(100, 75, 9, role(1))
	alpha.samples, alpha.extra = 2, []int{2}
	pyramid := flat(400, 300, 1, nil)
	pyramid.subs = []image{flat(200, 150, 2, role(1)), flat(100, 75, 3, nil), flat(50, 38, 4, nil)}
	broken := flat(100, 75, 9, role(1))
	broken.tags[tagCompression] = 34712
	cases := []struct {
		name        string
		pages       []image
		want, width int
		level       uint8
	}{
		{"exactly large enough", []image{flat(400, 300, 1, nil), flat(200, 150, 2, role(1)), flat(100, 75, 3, role(1))}, 100, 100, 3},
		{"a little too small", []image{flat(400, 300, 1, nil), flat(200, 150, 2, role(1)), flat(100, 75, 3, role(1))}, 101, 200, 2},
		{"none large enough", []image{flat(400, 300, 1, nil), flat(100, 75, 3, role(1))}, 300, 400, 1},
		{"box-shrunk from the next", []image{flat(400, 300, 1, nil), flat(200, 150, 2, role(1))}, 60, 67, 2},
		{"before the page", []image{flat(100, 75, 3, role(1)), flat(400, 300, 1, nil)}, 100, 100, 3},
		{"of another aspect", []image{flat(400, 300, 1, nil), flat(100, 77, 3, role(1))}, 100, 100, 1},
		{"of other channels", []image{flat(400, 300, 1, nil), alpha}, 100, 100, 1},
		{"not called reduced", []image{flat(400, 300, 1, nil), flat(100, 75, 3, nil)}, 100, 100, 1},
		{"of a compression that is not read", []image{flat(400, 300, 1, nil), broken}, 100, 100, 1},
		{"in sub-files", []image{pyramid}, 70, 100, 3},
		{"in sub-files, the least", []image{pyramid}, 7, 8, 4},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := file{order: binary.LittleEndian, pages: c.pages}.bytes()
			level, width, info := levelOf(t, data, picture.Want{Width: c.want, Height: c.want * 3 / 4})
			require.Equal(t, c.level, level)
			require.Equal(t, c.width, width)
			require.Equal(t, 400, info.Width)
		})
	}
}

func TestOrientationAndProfile(t *testing.T) {
	t.Parallel()
	profile := make([]byte, 300)
	profile[7] = 42
	main := flat(40, 30, 1, map[int]any{tagOrientation: 6, tagICC: profile})
	data := file{order: binary.BigEndian, pages: []image{main, flat(20, 15, 2, role(1))}}.bytes()
	for _, w := range []int{40, 20} {
		info, frame, err := loadertest.Decode(t, tiff.Open, data, picture.Want{Width: w, Height: w * 3 / 4})
		require.NoError(t, err)
		require.Equal(t, picture.RotateClockwise, info.Orientation)
		require.Equal(t, profile, frame.Space.ICC)
	}
}

func TestProfileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	p := flat(40, 30, 1, map[int]any{tagICC: make([]byte, 300)})
	data := one(p)
	_, frame, err := loadertest.Decode(t, tiff.Open, data[:len(data)-1], picture.Want{})
	require.NoError(t, err)
	require.Nil(t, frame.Space.ICC)
	require.Len(t, frame.Notes, 1)
}

// TestCyclesEnd links directories to themselves and to each other.
func TestCyclesEnd(t *testing.T) {
	t.Parallel()
	pages := []image{flat(9, 9, 1, nil), flat(9, 9, 2, nil), flat(9, 9, 3, role(1))}
	data := file{order: binary.LittleEndian, pages: pages}.bytes()
	var links []int
	for at := 4; ; {
		off := int(binary.LittleEndian.Uint32(data[at:]))
		if off == 0 {
			break
		}
		at = off + 2 + 12*int(binary.LittleEndian.Uint16(data[off:]))
		links = append(links, at)
	}
	require.Len(t, links, 3)
	for _, from := range links {
		for _, to := range links {
			cyclic := append([]byte(nil), data...)
			binary.LittleEndian.PutUint32(cyclic[from:], binary.LittleEndian.Uint32(data[4:]))
			if from != to {
				binary.LittleEndian.PutUint32(cyclic[from:], binary.LittleEndian.Uint32(data[to:]))
			}
			level, _, _ := levelOf(t, cyclic, picture.Want{})
			require.Equal(t, uint8(1), level)
		}
	}
	self := flat(9, 9, 5, nil)
	self.tags = map[int]any{tagSubIFDs: []int{8, 8, 1 << 20}}
	level, _, _ := levelOf(t, one(self), picture.Want{})
	require.Equal(t, uint8(5), level)
}

func TestManyPages(t *testing.T) {
	t.Parallel()
	pages := make([]image, 1500)
	for i := range pages {
		pages[i] = flat(4, 4, uint64(i%250), nil)
	}
	data := file{order: binary.LittleEndian, pages: pages}.bytes()
	level, _, info := levelOf(t, data, picture.Want{})
	require.Zero(t, level)
	require.Equal(t, 1024, info.Pages)
}

// TestCameraRaw refuses what a camera RAW loader must read, by name or content.
func TestCameraRaw(t *testing.T) {
	t.Parallel()
	picture := flat(9, 9, 1, nil)
	dng := flat(9, 9, 1, map[int]any{50706: []byte{1, 4, 0, 0}})
	sensor := flat(9, 9, 1, role(1))
	sensor.subs = []image{flat(9, 9, 1, map[int]any{tagPhotometric: 32803})}
	linear := flat(9, 9, 1, map[int]any{tagPhotometric: 34892})
	canon := one(picture)
	copy(canon[8:], "CR\x02\x00")
	cases := []struct {
		name string
		file string
		data []byte
	}{
		{"by its extension", "a.NEF", one(picture)},
		{"by its version of DNG", "a.tif", one(dng)},
		{"by sensor data in a sub-file", "a.tif", one(sensor)},
		{"by linear sensor data", "a.tif", one(linear)},
		{"by Canon's mark", "a.tif", canon},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := tiff.Open(loadertest.Source(t, c.data, c.file))
			require.Equal(t, fault.Unsupported, fault.CodeOf(err), "%v", err)
			require.Contains(t, err.Error(), "camera RAW")
		})
	}
}

// TestCameraRawOfTheCorpus gives the loader real RAW files as if they were TIFF.
func TestCameraRawOfTheCorpus(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"arw", "cr2", "dng", "nef", "pef", "iiq", "orf", "rw2"} {
		files, err := filepath.Glob(filepath.Join(loadertest.Corpus(t), folder, "*"))
		require.NoError(t, err)
		for _, name := range files {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			_, err = tiff.Open(loadertest.Source(t, data, "picture.tif"))
			require.Error(t, err, name)
			require.NotEqual(t, fault.Internal, fault.CodeOf(err), name)
		}
	}
}

func TestLevelsThatDoNotSaySo(t *testing.T) {
	t.Parallel()
	level := func(w, h int, n uint64, tile int) image {
		p := flat(w, h, n, nil)
		p.tileW, p.tileH = tile, tile
		return p
	}
	texture := []image{level(85, 61, 1, 16), level(42, 30, 2, 16), level(21, 15, 3, 16), level(10, 7, 4, 16)}
	for want, number := range map[int]uint8{80: 1, 42: 2, 30: 2, 20: 3, 5: 4} {
		data := file{order: binary.LittleEndian, pages: texture}.bytes()
		got, _, info := levelOf(t, data, picture.Want{Width: want, Height: want * 61 / 85})
		require.Equal(t, number, got, "wanted %d", want)
		require.Equal(t, 1, info.Pages)
	}
	for name, pages := range map[string][]image{
		"other tiles":  {level(80, 60, 1, 16), level(40, 30, 2, 32)},
		"other aspect": {level(80, 60, 1, 16), level(40, 31, 2, 16)},
		"strips":       {flat(80, 60, 1, nil), flat(40, 30, 2, nil)},
	} {
		got, _, info := levelOf(t, file{order: binary.LittleEndian, pages: pages}.bytes(), picture.Want{Width: 20, Height: 15})
		require.Equal(t, uint8(1), got, name)
		require.Equal(t, 2, info.Pages, name)
	}
}
