package wbmp_test

import (
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/wbmp"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := append(loadertest.CorpusCases(t, "wbmp"), loadertest.Case{
		Name: "200 wide", Data: []byte("\x00\x00\x81\x48\x28" + strings.Repeat("\x0f\x5a\xf0\xff\x00", 5*40)),
		Width: 200, Height: 40, NoGolden: true,
	})
	loadertest.Run(t, loadertest.Spec{Name: "wbmp", Open: wbmp.Open, Cases: cases})
}

func TestPixels(t *testing.T) {
	t.Parallel()
	black, white := color.NRGBA{A: 255}, color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	require.Equal(t, []color.NRGBA{white, black, black, white},
		loadertest.Pixels(t, wbmp.Open, []byte("\x00\x00\x02\x02\x80\x40")))
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		head string
		want bool
	}{
		"all of a short file":   {"\x00\x00\x02\x02\x80\x40", true},
		"a row is missing":      {"\x00\x00\x02\x02\x80", false},
		"something follows":     {"\x00\x00\x02\x02\x80\x40" + strings.Repeat("a", 9), false},
		"the head of a long":    {"\x00\x00\x88\x00\x88\x00" + strings.Repeat("a", 4090), true},
		"too small for a head":  {"\x00\x00\x08\x08" + strings.Repeat("a", 4092), false},
		"zeros":                 {strings.Repeat("\x00", 4096), false},
		"icon":                  {"\x00\x00\x01\x00\x01\x00\x10\x10", false},
		"mpeg programme stream": {"\x00\x00\x01\xba\x44" + strings.Repeat("a", 4091), false},
	} {
		require.Equal(t, c.want, wbmp.Match([]byte(c.head)), name)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		code fault.Code
	}{
		"another type":         {"\x01\x00\x02\x02\x80\x40", fault.Unsupported},
		"an extension header":  {"\x00\x80\x02\x02\x80\x40", fault.Unsupported},
		"no height":            {"\x00\x00\x02\x00\x80\x40", fault.Corrupt},
		"a number without end": {"\x00\x00\xff\xff\xff\xff\xff\xff\xff", fault.Corrupt},
		"a row is missing":     {"\x00\x00\x02\x02\x80", fault.Truncated},
		"huge":                 {"\x00\x00\xff\xff\xff\x7f\xff\xff\xff\x7f", fault.LimitPixels},
		"a header is cut":      {"\x00\x00\x02", fault.Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, wbmp.Open, []byte(c.file), picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) { loadertest.Fuzz(f, wbmp.Open, loadertest.CorpusSeeds("wbmp")...) }
