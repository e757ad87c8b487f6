package jpeg_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// keeper is a Fitter that keeps the rows it is given, and says which came out of turn.
type keeper struct {
	planes [3]raster.Plane
	rows   [3]int
	layout raster.Layout
	wrong  string
}

func (k *keeper) Bytes(o picture.Outline) picture.Rows[uint8] {
	k.layout = o.Layout
	k.planes[0] = blank(o.Width*o.Layout.Channels(), o.Height)
	return k
}

func (k *keeper) Words(picture.Outline) picture.Rows[uint16] { return nil }

func (k *keeper) Planes(sizes [3][2]int) picture.PlaneRows {
	for i, size := range sizes {
		k.planes[i] = blank(size[0], size[1])
	}
	return k
}

func blank(w, h int) raster.Plane {
	return raster.Plane{Width: w, Height: h, Stride: w, Pix: make([]uint8, w*h)}
}

func (k *keeper) Add(row []uint8) { k.AddTo(0, row) }

func (k *keeper) AddTo(plane int, row []uint8) {
	p := &k.planes[plane]
	if k.rows[plane] >= p.Height || len(row) != p.Width {
		k.wrong = fmt.Sprintf("row %d of %d samples of plane %d of %d×%d", k.rows[plane], len(row), plane, p.Width, p.Height)
		return
	}
	copy(p.Row(k.rows[plane]), row)
	k.rows[plane]++
	for i := range k.planes {
		full, other := k.planes[0].Height, k.planes[i]
		if ahead := k.rows[plane]*full/p.Height - k.rows[i]*full/max(1, other.Height); other.Height > 0 && ahead > 33 {
			k.wrong = fmt.Sprintf("plane %d is %d rows ahead of plane %d", plane, ahead, i)
		}
	}
}

func (k *keeper) Planar() bool { return true }

func (k *keeper) Image() raster.Image {
	if k.planes[1].Width == 0 {
		p := k.planes[0]
		return &raster.Pixels[uint8]{Width: p.Width / k.layout.Channels(), Height: p.Height, Layout: k.layout, Stride: p.Stride, Pix: p.Pix}
	}
	return &raster.YCbCr{Y: k.planes[0], Cb: k.planes[1], Cr: k.planes[2]}
}

// TestRowsAreHandedOn checks that what is handed on row by row is what a whole
// picture would have been, with and without a worker for its second half.
func TestRowsAreHandedOn(t *testing.T) {
	t.Parallel()
	for _, sampling := range [][]int{{0x11}, {0x22, 0x11, 0x11}, {0x21, 0x11, 0x11}, {0x44, 0x11, 0x11}, {0x11, 0x11, 0x11}, {0x31, 0x11, 0x11}, {0x32, 0x21, 0x13}, {0x11, 0x21}, {0x22, 0x11, 0x11, 0x22}, {0x11, 0x22, 0x12}} {
		for _, script := range []string{"sequential", "restarts", "component by component", "progressive"} {
			e := newEncoder(601, 451, sampling...)
			if sampling[0] == 0x11 && len(sampling) == 3 {
				e.comps[0].id, e.comps[1].id, e.comps[2].id = 'R', 'G', 'B'
			}
			switch script {
			case "restarts":
				e.restart = 7
			case "component by component":
				e.scans = nil
				for i := range sampling {
					e.scans = append(e.scans, encScan{comps: []int{i}, last: 63})
				}
			case "progressive":
				e.progressive, e.scans = true, approximation(len(sampling))
			}
			data := e.bytes()
			t.Run(fmt.Sprintf("%02x %s", sampling, script), func(t *testing.T) {
				t.Parallel()
				for _, side := range []int{1, 4, 6} {
					want := picture.Want{Width: 601 * side / 8, Height: 451 * side / 8}
					if side == 6 {
						want.Width, want.Height = want.Width*5/7, want.Height*5/7
					}
					_, whole, err := loadertest.Decode(t, jpeg.Open, data, want)
					require.NoError(t, err)
					spare, _ := lending()
					for _, want.Spare = range []picture.Spare{nil, spare} {
						k := &keeper{}
						want.Fitter = k
						pic, err := jpeg.Open(loadertest.Source(t, data, "x.jpg"))
						require.NoError(t, err)
						frame, err := pic.Decode(context.Background(), want)
						require.NoError(t, err)
						require.Empty(t, k.wrong)
						for i, plane := range planes(frame.Image) {
							expected := planes(whole.Image)[i]
							require.Equal(t, [2]int{expected.Width, expected.Height}, [2]int{plane.Width, plane.Height})
							for y := range plane.Height {
								require.Equal(t, expected.Row(y), plane.Row(y), "row %d of component %d at %d/8", y, i, side)
							}
						}
					}
				}
			})
		}
	}
}
