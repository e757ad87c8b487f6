package sfnt_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"apsync/core/container/sfnt"
	"apsync/core/container/sfnt/sfnttest"
	"apsync/core/fault"
)

// table returns a table of a font file.
func table(t *testing.T, file []byte, tag string) []byte {
	t.Helper()
	f, err := sfnt.Open(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	font, err := f.Load(context.Background())
	require.NoError(t, err)
	found, err := font.Table(tag)
	require.NoError(t, err)
	data, err := found.Bytes(0, found.Len())
	require.NoError(t, err)
	return data
}

func TestTablesComeOutOfEveryContainer(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{
		"collection":       sfnttest.Collection(goregular.TTF, gomono.TTF),
		"WOFF":             sfnttest.WOFF(goregular.TTF),
		"WOFF2":            sfnttest.WOFF2(goregular.TTF, false),
		"WOFF2 collection": sfnttest.WOFF2Collection(goregular.TTF),
	} {
		for _, tag := range []string{"head", "cmap", "glyf", "loca", "hmtx", "name"} {
			require.Equal(t, table(t, goregular.TTF, tag), table(t, file, tag), "%s: %s", name, tag)
		}
		require.Empty(t, table(t, file, "CFF "))
	}
}

func TestTransformedTablesComeBack(t *testing.T) {
	t.Parallel()
	file := sfnttest.WOFF2(goregular.TTF, true)
	require.EqualValues(t, 1, binary.BigEndian.Uint16(table(t, file, "head")[50:]), "offsets are long")
	want, got := table(t, goregular.TTF, "hmtx"), table(t, file, "hmtx")
	for i := 0; i+4 <= len(got); i += 4 {
		require.Equal(t, want[i:i+2], got[i:i+2], "advance")
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	file := sfnttest.Collection(goregular.TTF, gomono.TTF)
	f, err := sfnt.Open(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	require.Equal(t, 2, f.Fonts)
	require.EqualValues(t, 0x00010000, f.Flavour)
	require.Zero(t, f.Bytes(), "tables are read where they lie")
	require.False(t, f.Cut)
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	with := func(file []byte, off int, b ...byte) []byte {
		file = bytes.Clone(file)
		copy(file[off:], b)
		return file
	}
	woff, woff2 := sfnttest.WOFF(goregular.TTF), sfnttest.WOFF2(goregular.TTF, false)
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"nothing":                {nil, fault.Truncated},
		"a cut directory":        {goregular.TTF[:40], fault.Truncated},
		"no tables":              {with(goregular.TTF, 4, 0, 0), fault.Corrupt},
		"too many tables":        {with(goregular.TTF, 4, 2, 0), fault.LimitCount},
		"a collection of none":   {with(sfnttest.Collection(goregular.TTF), 8, 0, 0, 0, 0), fault.Corrupt},
		"a table that explodes":  {with(woff, 44+12, 0x70, 0, 0, 0), fault.LimitExpansion},
		"no WOFF tables":         {with(woff, 12, 0, 0), fault.Corrupt},
		"a cut WOFF2 directory":  {woff2[:60], fault.Truncated},
		"WOFF2 without its data": {woff2[:len(woff2)/2], fault.Corrupt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := sfnt.Open(bytes.NewReader(c.file), int64(len(c.file)))
			if err == nil {
				_, err = f.Load(context.Background())
			}
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}
