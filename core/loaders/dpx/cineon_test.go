package dpx_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/dpx"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// code is the 10-bit code of a sample.
func code(x, y, c int) uint32 { return uint32(x*7+y*5+c*200) & 1023 }

// cineon returns a file of 10 bits, three to a word.
func cineon(w, h, channels int, interleave byte) []byte {
	be := binary.BigEndian
	head := make([]byte, 2048)
	be.PutUint32(head, 0x802a5fd7)
	be.PutUint32(head[4:], 2048)
	head[193] = byte(channels)
	for c := range channels {
		at := head[196+28*c:]
		at[2] = 10
		be.PutUint32(at[4:], uint32(w))
		be.PutUint32(at[8:], uint32(h))
	}
	head[680], head[681] = interleave, 5
	var all [][]uint32 // samples of a line
	line := func(y int, channels ...int) {
		var samples []uint32
		for x := range w {
			for _, c := range channels {
				samples = append(samples, code(x, y, c))
			}
		}
		all = append(all, samples)
	}
	each := []int{0, 1, 2}[:channels]
	switch interleave {
	case 0:
		for y := range h {
			line(y, each...)
		}
	case 1:
		for y := range h {
			for _, c := range each {
				line(y, c)
			}
		}
	default:
		for _, c := range each {
			for y := range h {
				line(y, c)
			}
		}
	}
	for _, samples := range all {
		for ; len(samples) > 0; samples = samples[min(3, len(samples)):] {
			three := append(append([]uint32(nil), samples[:min(3, len(samples))]...), 0, 0)
			head = be.AppendUint32(head, three[0]<<22|three[1]<<12|three[2]<<2)
		}
	}
	return head
}

func TestCineon(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for interleave, name := range []string{"pixels", "lines", "channels"} {
		data := cineon(64, 41, 3, byte(interleave))
		cases = append(cases, loadertest.Case{Name: name, Data: data, Width: 64, Height: 41, NoGolden: true})
		_, frame, err := loadertest.Decode(t, dpx.OpenCineon, data, picture.Want{})
		require.NoError(t, err, name)
		require.Equal(t, colour.TransferFilmLog, frame.Space.Transfer)
		for y := range 41 {
			for i, v := range frame.Image.(*raster.Pixels[uint16]).Row(y) {
				require.Equal(t, code(i/3, y, i%3), uint32(v)>>6, "%s at %d, %d", name, i, y)
			}
		}
	}
	cases = append(cases, loadertest.Case{Name: "grey", Data: cineon(64, 41, 1, 0), Width: 64, Height: 41, NoGolden: true})
	loadertest.Run(t, loadertest.Spec{Name: "cineon", Open: dpx.OpenCineon, Cases: cases})
}

func TestRefusesCineon(t *testing.T) {
	t.Parallel()
	with := func(at int, v byte) []byte {
		data := cineon(8, 8, 3, 0)
		data[at] = v
		return data
	}
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
	}{
		"cut":            {cineon(8, 8, 3, 0)[:600], fault.Truncated},
		"no channel":     {with(193, 0), fault.Corrupt},
		"5 channels":     {with(193, 5), fault.Unsupported},
		"various depths": {with(196+28+2, 8), fault.Unsupported},
		"26 bits":        {with(196+2, 26), fault.Unsupported},
		"packing 9":      {with(681, 9), fault.Corrupt},
		"too wide":       {with(201, 1), fault.Truncated},
	} {
		_, _, err := loadertest.Decode(t, dpx.OpenCineon, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
}
