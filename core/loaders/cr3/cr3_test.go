package cr3_test

import (
	"encoding/binary"
	"encoding/hex"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/cr3"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/raw/rawtest"
	"apsync/core/picture"
)

var red = color.RGBA{200, 20, 20, 255}

func u32(values ...int) string {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, uint32(v))
	}
	return string(out)
}

func box(kind string, data ...string) string {
	all := strings.Join(data, "")
	return u32(len(all)+8) + kind + all
}

func uuid(digits string, data ...string) string {
	name, _ := hex.DecodeString(digits)
	return box("uuid", append([]string{string(name)}, data...)...)
}

// directory returns a TIFF structure of short values.
func directory(values ...int) string {
	out := "MM\x00*" + u32(8) + string([]byte{0, byte(len(values) / 2)})
	for i := 0; i < len(values); i += 2 {
		out += string([]byte{byte(values[i] >> 8), byte(values[i]), 0, 3, 0, 0, 0, 1, byte(values[i+1] >> 8), byte(values[i+1]), 0, 0})
	}
	return out + u32(0)
}

// track returns a trak box with one sample.
func track(off, size int) string {
	entry := box("CRAW", strings.Repeat("\x00", 82))
	table := box("stbl", box("stsd", u32(0, 1), entry), box("stsz", u32(0, size, 1)), box("co64", u32(0, 1, 0, off)))
	return box("trak", box("mdia", box("hdlr", u32(0, 0), "vide", u32(0, 0, 0)), box("minf", table)))
}

// file returns a photograph of 1200×800 with a JPEG of that size in its first track, one
// of 600×400, and a thumbnail with bars.
func file(tb testing.TB, space int) []byte {
	tb.Helper()
	whole := string(rawtest.Shot(tb, 1200, 800, red))
	middle := string(rawtest.Shot(tb, 600, 400, red))
	thumb := string(rawtest.Shot(tb, 160, 120, red))
	front := box("ftyp", "crx ", u32(1), "crx isom")
	movie := func(off int) string {
		return box("moov",
			uuid("85c0b687820f11e08111f4ce462b6a48",
				box("CMT1", directory(0x100, 1200, 0x101, 800, 0x112, 6)),
				box("CMT3", directory(0xb4, space)),
				box("THMB", u32(0, 160<<16|120, len(thumb), 0x10000), thumb)),
			track(off, len(whole)), track(off+len(whole), 1000))
	}
	preview := uuid("eaf42b5e1c984b88b9fbb7dc406e4d16", u32(0, 1), box("PRVW", u32(0, 1<<16|600, 400<<16|1, len(middle)), middle))
	off := len(front) + len(movie(0)) + len(preview) + 8
	return []byte(front + movie(off) + preview + box("mdat", whole, strings.Repeat("\x55", 1000)))
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := []loadertest.Case{{Name: "made", Data: file(t, 1), Width: 1200, Height: 800, Orientation: 6, NoGolden: true}}
	for _, c := range loadertest.CorpusCases(t, "cr3") {
		if c.Name == "exiftool__CanonRaw.cr3" {
			_, err := cr3.Open(loadertest.Source(t, c.Data, c.Name))
			require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s is cut: %v", c.Name, err)
			continue
		}
		c.Orientation = 6
		cases = append(cases, c)
	}
	loadertest.Run(t, loadertest.Spec{Name: "cr3", Open: cr3.Open, Cases: cases})
}

func TestTheSmallestThatServesIsDecoded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want picture.Want
		got  [2]int
	}{
		{picture.Want{}, [2]int{1200, 800}},
		{picture.Want{Width: 601, Height: 401}, [2]int{900, 600}},
		{picture.Want{Width: 600, Height: 400}, [2]int{600, 400}},
	} {
		_, frame, err := loadertest.Decode(t, cr3.Open, file(t, 1), c.want)
		require.NoError(t, err)
		w, h := frame.Image.Size()
		require.Equal(t, c.got, [2]int{w, h})
		require.Empty(t, frame.Notes)
	}
}

func TestColourSpace(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, cr3.Open, file(t, 2), picture.Want{})
	require.NoError(t, err)
	require.Equal(t, &colour.AdobeRGB, frame.Space.Primaries)
	_, frame, err = loadertest.Decode(t, cr3.Open, file(t, 1), picture.Want{})
	require.NoError(t, err)
	require.Nil(t, frame.Space.Primaries)
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, cr3.Open, append(loadertest.CorpusSeeds("cr3"), file(f, 1))...)
}
