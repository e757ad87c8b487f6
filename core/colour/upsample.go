package colour

import "apsync/core/raster"

// upsampler raises a colour plane to the size of luma by linear interpolation
// between its samples, which lie centred between the luma samples they cover.
type upsampler struct {
	plane  *raster.Plane
	fy     axis
	whole  bool     // horizontally, the plane is as wide as luma
	double bool     // horizontally, one sample covers two of luma
	taps   []tap    // of every luma column, where neither holds
	mixed  []uint16 // a row between two of the plane's, in 1/256
	out    []uint8
}

// tap says that a luma sample lies weight/256 of the way from sample i to its
// successor.
type tap struct {
	i      int32
	weight int32
}

// axis maps positions of luma to those of a plane.
type axis struct {
	n    int     // samples of the plane
	step float64 // of the plane's samples to one of luma
}

// newAxis relates full luma samples to n of the plane. Where n is full over a
// whole number, rounded up, that number is meant: the last sample may cover fewer.
func newAxis(full, n int) axis {
	f := (full + n - 1) / n
	if (full+f-1)/f == n {
		return axis{n, 1 / float64(f)}
	}
	return axis{n, float64(n) / float64(full)}
}

// tap returns between which samples of the plane the luma sample at lies.
func (a axis) tap(at int) tap {
	pos := (float64(at)+0.5)*a.step - 0.5
	pos = min(max(pos, 0), float64(a.n-1))
	i := min(int32(pos), int32(max(0, a.n-2)))
	return tap{i, int32((pos-float64(i))*256 + 0.5)}
}

func newUpsampler(plane *raster.Plane, w, h int) *upsampler {
	fx := newAxis(w, plane.Width)
	u := &upsampler{
		plane: plane, fy: newAxis(h, plane.Height),
		whole: plane.Width == w, double: fx.step == 0.5 && w > 1,
		mixed: make([]uint16, plane.Width+1), out: make([]uint8, w),
	}
	if !u.whole && !u.double {
		u.taps = make([]tap, w)
		for x := range u.taps {
			u.taps[x] = fx.tap(x)
		}
	}
	return u
}

// row returns the samples for luma row y; they are valid until the next call.
func (u *upsampler) row(y int) []uint8 {
	t := u.fy.tap(y)
	if u.whole && t.weight == 0 {
		return u.plane.Row(int(t.i))
	}
	u.mix(t)
	switch {
	case u.whole:
		for x := range u.out {
			u.out[x] = uint8((u.mixed[x] + 128) >> 8)
		}
	case u.double:
		stretchDouble(u.out, u.mixed[:u.plane.Width])
	default:
		stretch(u.out, u.mixed, u.taps)
	}
	return u.out
}

// mix fills mixed with the row between two rows of the plane, its last sample
// repeated.
func (u *upsampler) mix(t tap) {
	near := u.plane.Row(int(t.i))
	far := u.plane.Row(min(int(t.i)+1, u.plane.Height-1))[:len(near)]
	mixed, weight := u.mixed[:len(near)], uint16(t.weight)
	if weight == 0 {
		for x, v := range near {
			mixed[x] = uint16(v) << 8
		}
	} else {
		for x, v := range near {
			mixed[x] = uint16(v)*(256-weight) + uint16(far[x])*weight
		}
	}
	u.mixed[len(near)] = mixed[len(near)-1]
}

// stretchDouble writes two samples for each of src, a quarter to either side of it.
func stretchDouble(dst []uint8, src []uint16) {
	left := uint32(src[0])
	for i, v := range src {
		here, right := 3*uint32(v)+512, uint32(v)
		if i+1 < len(src) {
			right = uint32(src[i+1])
		}
		if len(dst) < 2 {
			break
		}
		dst[0], dst[1] = uint8((here+left)>>10), uint8((here+right)>>10)
		dst, left = dst[2:], uint32(v)
	}
	if len(dst) == 1 {
		dst[0] = uint8((3*uint32(src[len(src)-1]) + left + 512) >> 10)
	}
}

// stretch writes the sample at every tap of src.
func stretch(dst []uint8, src []uint16, taps []tap) {
	for x, t := range taps {
		a, b := int32(src[t.i]), int32(src[t.i+1])
		dst[x] = uint8((a<<8 + (b-a)*t.weight + 1<<15) >> 16)
	}
}
