package msp_test

import (
	"encoding/binary"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/msp"
	"apsync/core/picture"
)

// encode returns a file with what follows its header.
func encode(magic string, w, h uint16, rest string) []byte {
	le := binary.LittleEndian
	head := make([]byte, 32)
	copy(head, magic)
	le.PutUint16(head[4:], w)
	le.PutUint16(head[6:], h)
	for i := 0; i < 24; i += 2 {
		le.PutUint16(head[24:], le.Uint16(head[24:])^le.Uint16(head[i:]))
	}
	return append(head, rest...)
}

// rows returns the lengths of rows and the rows.
func rows(encoded ...string) string {
	var lengths []byte
	for _, row := range encoded {
		lengths = binary.LittleEndian.AppendUint16(lengths, uint16(len(row)))
	}
	return string(lengths) + strings.Join(encoded, "")
}

func TestPixels(t *testing.T) {
	t.Parallel()
	black, white := color.NRGBA{A: 255}, color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	for name, file := range map[string][]byte{
		"version 1":       encode("DanM", 2, 2, "\x40\xc0"),
		"version 2":       encode("LinS", 2, 2, rows("\x01\x40", "")),
		"version 2, runs": encode("LinS", 2, 2, rows("\x00\x01\x40", "\x00\x05\xff")),
	} {
		require.True(t, msp.Match(file), name)
		require.Equal(t, []color.NRGBA{black, white, white, white}, loadertest.Pixels(t, msp.Open, file), name)
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var encoded []string
	for range 40 {
		encoded = append(encoded, "\x00\x04\x0f\x03abc\x00\x02\xf0")
	}
	cases := append(loadertest.CorpusCases(t, "msp"),
		loadertest.Case{Name: "version 1", Data: encode("DanM", 67, 40, strings.Repeat("abcdefghi", 40)), NoGolden: true},
		loadertest.Case{Name: "version 2", Data: encode("LinS", 67, 40, rows(encoded...)), NoGolden: true})
	loadertest.Run(t, loadertest.Spec{Name: "msp", Open: msp.Open, Cases: cases})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"no width":         {encode("DanM", 0, 2, "ab"), fault.Corrupt},
		"another file":     {encode("DanN", 2, 2, "ab"), fault.Corrupt},
		"a row is missing": {encode("DanM", 2, 2, "a"), fault.Truncated},
		"a row is cut":     {encode("LinS", 2, 2, rows("\x01\x40", "\x01\x40")[:7]), fault.Truncated},
		"no lengths":       {encode("LinS", 2, 65535, "abc"), fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, msp.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
	require.False(t, msp.Match(append([]byte("DanM"), make([]byte, 28)...)), "a checksum that is wrong")
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("msp"), encode("DanM", 2, 2, "\x40\xc0"), encode("LinS", 2, 2, rows("\x01\x40", "")))
	loadertest.Fuzz(f, msp.Open, seeds...)
}
