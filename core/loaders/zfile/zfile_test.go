package zfile_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/zfile"
	"apsync/core/picture"
	"apsync/core/raster"
)

func file(order binary.AppendByteOrder, w, h int, depth func(i int) float64) []byte {
	b := order.AppendUint32(nil, 0x2f0867ab)
	b = order.AppendUint16(b, uint16(w))
	b = order.AppendUint16(b, uint16(h))
	b = append(b, make([]byte, 128)...)
	for i := range w * h {
		b = order.AppendUint32(b, math.Float32bits(float32(depth(i))))
	}
	return b
}

func TestLoader(t *testing.T) {
	t.Parallel()
	waves := func(i int) float64 { return 10 + 4*math.Sin(float64(i)/300) }
	loadertest.Run(t, loadertest.Spec{Name: "zfile", Open: zfile.Open, Cases: []loadertest.Case{
		{Name: "little", Data: file(binary.LittleEndian, 80, 60, waves), Width: 80, Height: 60, NoGolden: true},
		{Name: "big", Data: file(binary.BigEndian, 80, 60, waves), Width: 80, Height: 60, NoGolden: true},
	}})
}

func TestNearIsWhiteAndNothingIsBlack(t *testing.T) {
	t.Parallel()
	depths := []float64{5, 10, 15, 1e30, math.NaN(), math.Inf(1)}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		_, frame, err := loadertest.Decode(t, zfile.Open, file(order, 6, 1, func(i int) float64 { return depths[i] }), picture.Want{})
		require.NoError(t, err)
		require.Equal(t, []uint16{65535, 36044, 6553, 0, 0, 0}, frame.Image.(*raster.Pixels[uint16]).Pix)
		require.Len(t, frame.Notes, 1)
		require.Contains(t, frame.Notes[0], "5 is shown white, 15 nearly black")
	}
}

func TestAMapOfNothingSaysSo(t *testing.T) {
	t.Parallel()
	_, frame, err := loadertest.Decode(t, zfile.Open, file(binary.BigEndian, 3, 2, func(int) float64 { return math.Inf(1) }), picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[0], "no depths")
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	sound := file(binary.BigEndian, 3, 2, func(i int) float64 { return float64(i) })
	for _, c := range []struct {
		data []byte
		code fault.Code
	}{
		{sound[:20], fault.Truncated},
		{sound[:len(sound)-1], fault.Truncated},
		{file(binary.BigEndian, 0, 2, nil), fault.Corrupt},
	} {
		_, _, err := loadertest.Decode(t, zfile.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err))
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, zfile.Open, file(binary.BigEndian, 3, 2, func(i int) float64 { return float64(i) }))
}
