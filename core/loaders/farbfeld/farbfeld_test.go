package farbfeld_test

import (
	"encoding/binary"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/farbfeld"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// encode returns a file; samples beyond those given are made up.
func encode(w, h uint32, samples ...uint16) []byte {
	be := binary.BigEndian
	file := be.AppendUint32(be.AppendUint32([]byte("farbfeld"), w), h)
	for i := range int(w * h * 4) {
		v := uint16(i * 997)
		if i < len(samples) {
			v = samples[i]
		}
		file = be.AppendUint16(file, v)
	}
	return file
}

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "farbfeld", Open: farbfeld.Open, Cases: []loadertest.Case{
		{Name: "made", Data: encode(67, 40), Width: 67, Height: 40, NoGolden: true},
	}})
}

func TestPixels(t *testing.T) {
	t.Parallel()
	file := encode(2, 1, 65535, 0, 0, 65535, 0, 0, 65535, 0x8080)
	require.Equal(t, []color.NRGBA{{R: 255, A: 255}, {B: 255, A: 128}}, loadertest.Pixels(t, farbfeld.Open, file))
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := encode(2, 1)
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"no width":            {encode(0, 1), fault.Corrupt},
		"a sample is missing": {whole[:len(whole)-1], fault.Truncated},
		"huge":                {append([]byte("farbfeld\xff\xff\xff\xff\xff\xff\xff\xff"), 0), fault.LimitPixels},
		"a header is cut":     {whole[:12], fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, farbfeld.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) { loadertest.Fuzz(f, farbfeld.Open, encode(9, 7)) }
