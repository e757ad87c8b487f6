package bmp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/loaders/bmp"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

func TestColourSpace(t *testing.T) {
	t.Parallel()
	fixed := func(v float64) uint32 { return uint32(int32(v * (1 << 30))) }
	endpoints := func(v ...float64) map[int]uint32 {
		fields := map[int]uint32{96: 0x23333, 100: 0x23333, 104: 0x23333} // 2.2
		for i, x := range v {
			fields[60+4*i] = fixed(x)
		}
		return fields
	}
	decode := func(t *testing.T, b bitmap) colour.Space {
		t.Helper()
		b.width, b.height, b.depth = 1, 1, 24
		_, frame, err := loadertest.Decode(t, bmp.Open, b.file(), picture.Want{})
		require.NoError(t, err)
		return frame.Space
	}

	t.Run("sRGB", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, colour.Space{}, decode(t, bitmap{header: 108, fields: map[int]uint32{56: 0x73524742}, pixels: red + "\x00"}))
	})
	t.Run("calibrated, left empty", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, colour.Space{}, decode(t, bitmap{header: 108, pixels: red + "\x00"}))
	})
	t.Run("calibrated to the primaries of sRGB", func(t *testing.T) {
		t.Parallel()
		space := decode(t, bitmap{
			header: 108, pixels: red + "\x00",
			fields: endpoints(0.64, 0.33, 0.03, 0.30, 0.60, 0.10, 0.15, 0.06, 0.79),
		})
		require.Nil(t, space.Primaries)
		require.Equal(t, colour.TransferGamma, space.Transfer)
		require.InDelta(t, 2.2, space.Gamma, 0.001)
	})
	t.Run("calibrated as XYZ of Adobe RGB", func(t *testing.T) {
		t.Parallel()
		space := decode(t, bitmap{
			header: 108, pixels: red + "\x00",
			fields: endpoints(0.57667, 0.29734, 0.02703, 0.18556, 0.62736, 0.07069, 0.18823, 0.07529, 0.99134),
		})
		require.NotNil(t, space.Primaries)
		require.InDelta(t, 0.21, space.Primaries.Green.X, 0.001)
		require.InDelta(t, 0.71, space.Primaries.Green.Y, 0.001)
		require.InDelta(t, 0.3127, space.Primaries.White.X, 0.001)
	})
	t.Run("gamma stated as its inverse", func(t *testing.T) {
		t.Parallel()
		fields := endpoints(0.64, 0.33, 0.03, 0.30, 0.60, 0.10, 0.15, 0.06, 0.79)
		fields[100] = 0x745d // 0.4545
		require.InDelta(t, 2.2, decode(t, bitmap{header: 108, pixels: red + "\x00", fields: fields}).Gamma, 0.001)
	})
	t.Run("embedded profile", func(t *testing.T) {
		t.Parallel()
		space := decode(t, bitmap{
			header: 124, pixels: red + "\x00profile",
			fields: map[int]uint32{56: 0x4d424544, 112: 128, 116: 7},
		})
		require.Equal(t, "profile", string(space.ICC))
	})
	t.Run("embedded profile that is not there", func(t *testing.T) {
		t.Parallel()
		fields := map[int]uint32{56: 0x4d424544, 112: 128, 116: 70}
		require.Empty(t, decode(t, bitmap{header: 124, pixels: red + "\x00", fields: fields}).ICC)
	})
}
