package metafile_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/metafile"
	"apsync/core/picture"
)

var le = binary.LittleEndian

// words are numbers of 16 bits.
func words(v ...int) string {
	var b []byte
	for _, n := range v {
		b = le.AppendUint16(b, uint16(n))
	}
	return string(b)
}

// wmf is one of a window of 100 by 50, whose left half is filled.
func wmf() []byte {
	record := func(function int, parameters string) string {
		return string(le.AppendUint32(nil, uint32(6+len(parameters))/2)) + words(function) + parameters
	}
	return []byte("\x01\x00\x09\x00\x00\x03" + strings.Repeat("\x00", 12) +
		record(0x020c, words(50, 100)) + record(0x02fa, words(5, 0, 0, 0, 0)) + record(0x02fc, words(0, 0x00ff, 0, 0)) +
		record(0x012d, words(0)) + record(0x012d, words(1)) + record(0x041b, words(50, 50, 0, 0)) + record(0, ""))
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "wmf", "emf") {
		if c.Name != "small__WindowsMetafile.wmf" {
			cases = append(cases, c)
			continue
		}
		_, err := metafile.Open(loadertest.Source(t, c.Data, c.Name))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "it draws nothing")
	}
	cases = append(cases, loadertest.Case{Name: "packed", Data: packed(t, wmf()), Width: 512, Height: 256})
	loadertest.Run(t, loadertest.Spec{Name: "metafile", Open: metafile.Open, Cases: cases})
}

func TestPackedMetafilesAreThoseInside(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{"plain": wmf(), "packed": packed(t, wmf())} {
		pixels := loadertest.Pixels(t, metafile.Open, data)
		require.Len(t, pixels, 512*256, name)
		require.Equal(t, color.NRGBA{R: 255, A: 255}, pixels[0], name)
		require.Equal(t, color.NRGBA{R: 255, G: 255, B: 255, A: 255}, pixels[511], name)
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	emf := append(make([]byte, 40), " EMF"...)
	emf[0] = 1
	require.True(t, metafile.MatchPlain(wmf()))
	require.True(t, metafile.MatchPlain([]byte("\xd7\xcd\xc6\x9a")))
	require.True(t, metafile.MatchEnhanced(emf))
	require.False(t, metafile.MatchEnhanced(wmf()))
	require.False(t, metafile.MatchPlain(emf))
	require.False(t, metafile.MatchPlain(wmf()[:10]))
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"a packed bomb", packed(t, make([]byte, 32<<20)), fault.LimitExpansion},
		{"packed, cut", packed(t, wmf())[:12], fault.Truncated},
		{"packed, not a metafile", packed(t, []byte(strings.Repeat("text", 30))), fault.Corrupt},
		{"no gzip", []byte("\x1f\x8b\x08 and more than that"), fault.Truncated},
		{"empty", nil, fault.Truncated},
	} {
		_, _, err := loadertest.Decode(t, metafile.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("wmf"), loadertest.CorpusSeeds("emf")...)
	seeds = append(seeds, wmf(), packed(f, wmf()))
	loadertest.Fuzz(f, metafile.Open, seeds...)
}
