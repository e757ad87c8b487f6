package font_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/typeface"
	"apsync/core/fault"
	"apsync/core/loaders/font"
	"apsync/core/loaders/loadertest"
	"apsync/core/outline"
	"apsync/core/picture"
)

// encrypted enciphers ("Adobe Type 1 Font Format" §7.1) behind n bytes of noise.
func encrypted(data []byte, key uint16, n int) []byte {
	out := append(bytes.Repeat([]byte{0xa5}, n), data...)
	for i := range out {
		out[i] ^= byte(key >> 8)
		key = (uint16(out[i])+key)*52845 + 22719
	}
	return out
}

// op returns numbers and an operator of a charstring.
func op(operator byte, values ...int) []byte {
	var out []byte
	for _, v := range values {
		out = append(out, 255, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
	}
	return append(out, operator)
}

// program returns a charstring of these parts.
func program(parts ...[]byte) []byte { return encrypted(bytes.Join(parts, nil), 4330, 4) }

// square is a glyph: a square of a side, 50 units from the origin, drawn by a
// subroutine but for its first line.
func square(side int) []byte {
	return program(op(13, 50, side+100), op(22, 0), op(6, side), op(7, side), op(10, 0), op(14))
}

// private returns the part of a font that is enciphered: letters and digits, all of
// them squares, and an accented one.
func private() []byte {
	var b bytes.Buffer
	put := func(what string, data []byte, after string) {
		fmt.Fprintf(&b, "%s %d RD %s %s\n", what, len(data), data, after)
	}
	b.WriteString("dup /Private 8 dict dup begin /lenIV 4 def /Subrs 1 array\n")
	put("dup 0", program(op(9), op(11)), "NP")
	b.WriteString("2 index /CharStrings 70 dict dup begin\n")
	put("/.notdef", program(op(13, 0, 500), op(14)), "ND")
	for r := 'A'; r <= 'Z'; r++ {
		put("/"+string(r), square(700), "ND")
		put("/"+string(r+'a'-'A'), square(500), "ND")
	}
	for _, name := range []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"} {
		put("/"+name, square(600), "ND")
	}
	put("/acute", square(100), "ND")
	put("/uni00C1", program(op(13, 50, 800), append(op(12, 50, 300, 800, 'A', 194), 6)), "ND")
	b.WriteString("end end mark currentfile closefile\n")
	return encrypted(b.Bytes(), 55665, 4)
}

const inClear = "%!PS-AdobeFont-1.0: Squares 1.0\n/FontName /Squares def\n/FullName (Squares) readonly def\n" +
	"/FontMatrix [0.001 0 0 0.001 0 0] readonly def\ncurrentfile eexec\n"

func pfa() []byte { return append([]byte(inClear), hex.EncodeToString(private())...) }

func pfb() []byte {
	segment := func(kind byte, data []byte) []byte {
		n := len(data)
		return append([]byte{128, kind, byte(n), byte(n >> 8), byte(n >> 16), 0}, data...)
	}
	return append(append(segment(1, []byte(inClear)), segment(2, private())...), 128, 3)
}

func TestType1Loader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "type1", Open: font.OpenType1, Cases: []loadertest.Case{
		{Name: "PFA", Data: pfa(), NoGolden: true}, {Name: "PFB", Data: pfb(), NoGolden: true},
	}})
	for _, c := range loadertest.CorpusCases(t, "pfb") {
		if filepath.Ext(c.Name) == ".pfb" {
			loadertest.Run(t, loadertest.Spec{Name: "type1", Open: font.OpenType1, Cases: []loadertest.Case{c}})
		}
	}
}

func TestGlyphsOfType1AreDrawn(t *testing.T) {
	t.Parallel()
	for _, data := range [][]byte{pfa(), pfb()} {
		face, err := typeface.OpenType1(data)
		require.NoError(t, err)
		require.Equal(t, "Squares", face.Family)
		require.InDelta(t, 0.6, face.Advance(face.Index('a')), 1e-9)
		shape, err := face.Outline(face.Index('A'))
		require.NoError(t, err)
		b := shape.Bounds()
		require.InDeltaSlice(t, []float64{0.05, 0, 0.75, 0.7}, []float64{b.MinX, b.MinY, b.MaxX, b.MaxY}, 1e-9)
		require.Zero(t, face.Index('!'))

		accented, err := face.Outline(face.Index('Á'))
		require.NoError(t, err)
		require.Equal(t, shape, accented[:len(shape)])
		require.Equal(t, outline.Point{X: 0.35, Y: 0.8}, rounded(accented[len(shape)].Points[0]), "the accent is where it was put")
	}
}

func rounded(p outline.Point) outline.Point {
	return outline.Point{X: float64(int(p.X*1000+0.5)) / 1000, Y: float64(int(p.Y*1000+0.5)) / 1000}
}

func TestType1Refuses(t *testing.T) {
	t.Parallel()
	endless := []byte(inClear)
	loop := fmt.Sprintf("/Subrs 1 array dup 0 %d RD %s NP /CharStrings 1 dict /A %d RD %s ND end",
		len(program(op(10, 0))), program(op(10, 0)), len(program(op(10, 0))), program(op(10, 0)))
	endless = append(endless, hex.EncodeToString(encrypted([]byte(loop), 55665, 4))...)
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"only what is in clear": {[]byte(inClear[:100]), fault.Truncated},
		"no glyphs":             {[]byte(inClear + "0000000000"), fault.NoPicture},
		"an endless glyph":      {endless, fault.LimitDepth},
		"no CFF":                {[]byte(typeface.BareCFF + "\x04"), fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, font.OpenType1, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzType1(f *testing.F) {
	loadertest.Fuzz(f, font.OpenType1, append(loadertest.CorpusSeeds("pfb"), pfa(), pfb())...)
}
