package png_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
)

// words32 makes the data of chunks of 32-bit numbers.
func words32(values ...uint32) []byte {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, v)
	}
	return out
}

// profile makes an ICC profile of nothing but a header.
func profile(space string) []byte {
	data := make([]byte, 128)
	binary.BigEndian.PutUint32(data, 128)
	copy(data[16:], space)
	copy(data[36:], "acsp")
	return data
}

func iccp(profile []byte) []byte {
	return chunk("iCCP", append([]byte("name\x00\x00"), zipped(profile)...))
}

var (
	srgbChroma  = chunk("cHRM", words32(31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
	adobeChroma = chunk("cHRM", words32(31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000))
	adobe       = &colour.Primaries{
		White: colour.Chromaticity{X: 0.3127, Y: 0.329}, Red: colour.Chromaticity{X: 0.64, Y: 0.33},
		Green: colour.Chromaticity{X: 0.21, Y: 0.71}, Blue: colour.Chromaticity{X: 0.15, Y: 0.06},
	}
	displayP3 = &colour.Primaries{
		White: colour.Chromaticity{X: 0.3127, Y: 0.329}, Red: colour.Chromaticity{X: 0.68, Y: 0.32},
		Green: colour.Chromaticity{X: 0.265, Y: 0.69}, Blue: colour.Chromaticity{X: 0.15, Y: 0.06},
	}
)

func gamma(v uint32) []byte { return chunk("gAMA", words32(v)) }

func cicp(codes ...byte) []byte { return chunk("cICP", codes) }

func TestColourSpace(t *testing.T) {
	t.Parallel()
	srgb := chunk("sRGB", []byte{0})
	broken := gamma(60000)
	broken[len(broken)-1] ^= 1
	cases := []struct {
		name   string
		chunks []byte
		want   colour.Space
		notes  int
	}{
		{"nothing", nil, colour.Space{}, 0},
		{"sRGB", srgb, colour.Space{}, 0},
		{"sRGB before gAMA and cHRM", join(adobeChroma, gamma(50000), srgb), colour.Space{}, 0},
		{"the gAMA of sRGB", gamma(45455), colour.Space{}, 0},
		{"the gAMA and cHRM of sRGB", join(gamma(45455), srgbChroma), colour.Space{}, 0},
		{"gAMA of 1.8", gamma(55556), colour.Space{Transfer: colour.TransferGamma, Gamma: 100_000.0 / 55556}, 0},
		{"gAMA of 1", gamma(100000), colour.Space{Transfer: colour.TransferLinear}, 0},
		{"cHRM alone", adobeChroma, colour.Space{Primaries: adobe}, 0},
		{"gAMA of 2.2 with other colours", join(gamma(45455), adobeChroma), colour.Space{
			Primaries: adobe, Transfer: colour.TransferGamma, Gamma: 100_000.0 / 45455,
		}, 0},
		{"gAMA of 0", gamma(0), colour.Space{}, 1},
		{"gAMA of 3 bytes", chunk("gAMA", []byte{0, 0, 1}), colour.Space{}, 1},
		{"gAMA with a wrong checksum", broken, colour.Space{}, 1},
		{"cHRM of one point", chunk("cHRM", words32(1, 1, 2, 2, 2, 2, 2, 2)), colour.Space{}, 1},
		{"cHRM outside of all colours", chunk("cHRM", words32(31270, 32900, 4000000000, 33000, 30000, 60000, 15000, 6000)), colour.Space{}, 1},
		{"cHRM without white", chunk("cHRM", words32(31270, 0, 64000, 33000, 30000, 60000, 15000, 6000)), colour.Space{}, 1},
		{"ICC", iccp(profile("RGB ")), colour.Space{ICC: profile("RGB ")}, 0},
		{"ICC before sRGB", join(iccp(profile("RGB ")), srgb), colour.Space{ICC: profile("RGB ")}, 0},
		{"ICC, with gAMA to fall back on", join(iccp(profile("RGB ")), gamma(100000)), colour.Space{
			ICC: profile("RGB "), Transfer: colour.TransferLinear,
		}, 0},
		{"the first ICC of two", join(iccp(profile("RGB ")), iccp(profile("GRAY"))), colour.Space{ICC: profile("RGB ")}, 0},
		{"ICC for grey", iccp(profile("GRAY")), colour.Space{}, 1},
		{"ICC of nothing", iccp(nil), colour.Space{}, 1},
		{"ICC that does not unpack", chunk("iCCP", []byte("name\x00\x00no zlib")), colour.Space{}, 1},
		{"ICC without a name", chunk("iCCP", []byte("name")), colour.Space{}, 1},
		{"ICC of 17 MiB", iccp(make([]byte, 17<<20)), colour.Space{}, 1},
		{"cICP of BT.709", cicp(1, 1, 0, 1), colour.Space{Transfer: colour.TransferBT709}, 0},
		{"cICP of sRGB", cicp(1, 13, 0, 1), colour.Space{Transfer: colour.TransferSRGB}, 0},
		{"cICP of Display P3", cicp(12, 13, 0, 1), colour.Space{Primaries: displayP3, Transfer: colour.TransferSRGB}, 0},
		{"cICP before all others", join(srgb, gamma(100000), iccp(profile("RGB ")), cicp(1, 8, 0, 1)), colour.Space{Transfer: colour.TransferLinear}, 0},
		{"cICP of gamma 2.8", cicp(1, 5, 0, 1), colour.Space{Transfer: colour.TransferGamma, Gamma: 2.8}, 0},
		{"cICP of narrow range", join(cicp(1, 13, 0, 0), gamma(100000)), colour.Space{Transfer: colour.TransferLinear}, 1},
		{"cICP of a matrix", cicp(1, 13, 1, 1), colour.Space{}, 1},
		{"cICP of unknown colours", cicp(77, 13, 0, 1), colour.Space{}, 1},
		{"cICP of 3 bytes", cicp(1, 13, 0), colour.Space{}, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := spec{w: 2, h: 2, depth: 8, colourType: trueColor, before: c.chunks}
			_, frame := decoded(t, s.file())
			require.Equal(t, c.want, frame.Space)
			require.Len(t, frame.Notes, c.notes, "%q", frame.Notes)
		})
	}
}

func TestHighDynamicRange(t *testing.T) {
	t.Parallel()
	for code, transfer := range map[byte]colour.Transfer{16: colour.TransferPQ, 18: colour.TransferHLG} {
		s := spec{w: 2, h: 2, depth: 16, colourType: trueColor, before: cicp(9, code, 0, 1)}
		_, frame := decoded(t, s.file())
		require.Equal(t, transfer, frame.Space.Transfer)
		require.NotNil(t, frame.Space.Primaries)
		require.InDelta(t, 0.708, frame.Space.Primaries.Red.X, 1e-9)
	}
}

func TestGreyPicturesWantGreyProfiles(t *testing.T) {
	t.Parallel()
	s := spec{w: 2, h: 2, depth: 8, colourType: greyAlpha, before: iccp(profile("GRAY"))}
	_, frame := decoded(t, s.file())
	require.Equal(t, profile("GRAY"), frame.Space.ICC)
	s.before = iccp(profile("RGB "))
	_, frame = decoded(t, s.file())
	require.Nil(t, frame.Space.ICC)
	require.Len(t, frame.Notes, 1)
}
