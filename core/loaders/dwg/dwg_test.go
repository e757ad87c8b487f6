package dwg_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/dwg"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "dwg")
	for i := range cases {
		cases[i].Width, cases[i].Height = 180, 112
		switch cases[i].Name {
		case "file-type__fixture-line-weights.dwg":
			cases[i].Width, cases[i].Height = 186, 140
		case "tika__testDWG2010_custom_props.dwg":
			cases[i].Width, cases[i].Height = 256, 113
		}
	}
	cases = append(cases, loadertest.Case{Name: "png", Data: drawing("AC1032", part{6, pngFile(40)}), Width: 40, Height: 30, NoGolden: true})
	loadertest.Run(t, loadertest.Spec{Name: "dwg", Open: dwg.Open, Cases: cases})
}

type part struct {
	code byte
	data []byte
}

const sentinel = "\x1f\x25\x6d\x07\xd4\x36\x28\x28\x9d\x57\xca\x3f\x9d\x44\x10\x2b"

// drawing is one of that version with these parts of a preview.
func drawing(version string, parts ...part) []byte {
	const at = 128
	b := make([]byte, at)
	copy(b, version)
	b[13] = at
	b = append(b, sentinel+"\x00\x00\x00\x00"...)
	b = append(b, byte(len(parts)))
	off := len(b) + 9*len(parts)
	var data []byte
	for _, p := range parts {
		b = append(b, p.code)
		b = binary.LittleEndian.AppendUint32(b, uint32(off+len(data)))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(p.data)))
		data = append(data, p.data...)
	}
	return append(b, data...)
}

func pngFile(w int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, w, 30)))
	return b.Bytes()
}

// bitmap is one of w by 1 grey pixels.
func bitmap(w int) []byte {
	b := make([]byte, 40)
	le := binary.LittleEndian
	le.PutUint32(b, 40)
	le.PutUint32(b[4:], uint32(w))
	le.PutUint32(b[8:], 1)
	le.PutUint16(b[12:], 1)
	le.PutUint16(b[14:], 8)
	le.PutUint32(b[32:], 2)
	return append(b, make([]byte, 8+(w+3)/4*4)...)
}

// metafile is a placeable one that shows a bitmap of that width.
func metafile(w int) []byte {
	b := append([]byte("\xd7\xcd\xc6\x9a"), make([]byte, 18)...)
	b = append(b, 1, 0, 9, 0)
	b = append(b, make([]byte, 14)...)
	dib := bitmap(w)
	b = binary.LittleEndian.AppendUint32(b, uint32(28+len(dib))/2)
	b = append(b, 0x43, 0x0f)
	b = append(b, make([]byte, 22)...)
	return append(append(b, dib...), 3, 0, 0, 0, 0, 0)
}

func TestTheBestPartIsShown(t *testing.T) {
	t.Parallel()
	title := part{1, make([]byte, 80)}
	cut := drawing("AC1027", title, part{6, pngFile(40)})
	away := drawing("AC1015", title)
	away[128] = 0
	far := drawing("AC1015", title)
	far[15] = 1
	for _, c := range []struct {
		name  string
		data  []byte
		width int
		code  fault.Code
	}{
		{"png", drawing("AC1027", title, part{2, bitmap(20)}, part{6, pngFile(40)}), 40, ""},
		{"bitmap", drawing("AC1015", title, part{3, metafile(30)}, part{2, bitmap(20)}), 20, ""},
		{"metafile", drawing("AC1012", title, part{2, nil}, part{3, metafile(32)}), 32, ""},
		{"a bitmap in place of a broken png", drawing("AC1027", part{6, []byte("broken")}, part{2, bitmap(20)}), 20, ""},
		{"a broken png", drawing("AC1027", part{6, []byte("broken")}), 0, fault.UnknownFormat},
		{"only a title", drawing("AC1018", title), 0, fault.NoPicture},
		{"no preview", make([]byte, 100), 0, fault.NoPicture},
		{"release 12", drawing("AC1009", part{6, pngFile(40)}), 0, fault.NoPicture},
		{"release 2.10", drawing("AC2.10", part{6, pngFile(40)}), 0, fault.NoPicture},
		{"something in place of the preview", away, 0, fault.Corrupt},
		{"a preview behind the end", far, 0, fault.Truncated},
		{"a cut preview", cut[:len(cut)-1], 0, fault.Truncated},
		{"too many parts", drawing("AC1015", make([]part, 40)...), 0, fault.LimitCount},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, _, err := loadertest.Decode(t, dwg.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			require.Equal(t, c.width, info.Width)
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("dwg"),
		drawing("AC1015", part{2, bitmap(20)}), drawing("AC1012", part{3, metafile(30)}), drawing("AC1032", part{6, pngFile(40)}))
	loadertest.Fuzz(f, dwg.Open, seeds...)
}
