package pgx_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/pgx"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	samples := strings.Repeat("abcdefgh", 67*40)
	var cases []loadertest.Case
	for _, line := range []string{"PG ML +8 67 40\n", "PG LM - 12 67 40\n", "PG ML 16 67 40\r\n", "PG ML -30 67 40\n"} {
		cases = append(cases, loadertest.Case{
			Name: strings.TrimSpace(line), Data: []byte(line + samples), Width: 67, Height: 40, NoGolden: true,
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "pgx", Open: pgx.Open, Cases: cases})
}

func TestSamples(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		want []uint8
	}{
		"8 bits":                 {"PG ML +8 3 1\n\x00\x80\xff", []uint8{0, 128, 255}},
		"1 bit":                  {"PG ML +1 2 1\n\x00\x01", []uint8{0, 255}},
		"signed":                 {"PG ML -8 3 1\n\x80\x00\x7f", []uint8{0, 128, 255}},
		"12 bits, little-endian": {"PG LM +12 2 1\n\x00\x00\xff\x0f", []uint8{0, 255}},
		"12 bits, too large":     {"PG LM +12 1 1\n\xff\xff", []uint8{255}},
		"12 bits, signed":        {"PG ML - 12 3 1\n\xf8\x00\x00\x00\x07\xff", []uint8{0, 128, 255}},
		"32 bits":                {"PG ML +32 2 1\n\x00\x00\x00\x00\xff\xff\xff\xff", []uint8{0, 255}},
	} {
		var got []uint8
		for _, p := range loadertest.Pixels(t, pgx.Open, []byte(c.file)) {
			got = append(got, p.G)
		}
		require.Equal(t, c.want, got, name)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		code fault.Code
	}{
		"another order":       {"PG XX +8 1 1\na", fault.Corrupt},
		"no line":             {"PG ML +8 1 1", fault.Corrupt},
		"no width":            {"PG ML +8 0 1\na", fault.Corrupt},
		"33 bits":             {"PG ML +33 1 1\naaaaaaaa", fault.Unsupported},
		"a sample is missing": {"PG ML +16 1 1\na", fault.Truncated},
		"huge":                {"PG ML +16 2000000000 2000000000\na", fault.LimitPixels},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, pgx.Open, []byte(c.file), picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, pgx.Open, []byte("PG ML +8 2 2\nabcd"), []byte("PG LM - 12 2 1\nabcd"), []byte("PG ML +32 1 1\nabcd"))
}
