package texture

import "apsync/core/raster"

// Swizzle says where red, green, blue and alpha come from. The zero value changes
// nothing.
type Swizzle [4]Channel

// Channel is what a channel is made of.
type Channel uint8

// The sources. Z is computed from the red and green that result, which are a normal's
// x and y.
const (
	Same Channel = iota
	Red
	Green
	Blue
	Alpha
	Zero
	One
	Z
)

// ParseSwizzle returns what four letters of "rgba01" say.
func ParseSwizzle(letters string) (s Swizzle, ok bool) {
	if len(letters) != len(s) {
		return s, false
	}
	if letters == "rgba" {
		return s, true
	}
	for i, letter := range []byte(letters) {
		switch letter {
		case 'r':
			s[i] = Red
		case 'g':
			s[i] = Green
		case 'b':
			s[i] = Blue
		case 'a':
			s[i] = Alpha
		case '0':
			s[i] = Zero
		case '1':
			s[i] = One
		default:
			return Swizzle{}, false
		}
	}
	return s, true
}

// layout returns the channels that are left: alpha only where it is not always one.
func (s Swizzle) layout() raster.Layout {
	if s[3] == One {
		return raster.RGB
	}
	return raster.RGBA
}

// swizzle rearranges a row.
func swizzle[T raster.Sample](dst, src []T, layout raster.Layout, s Swizzle) {
	n, m := layout.Channels(), s.layout().Channels()
	from := [Z + 1]T{One: alphaOf[T]()}
	for ; len(src) >= n && len(dst) >= m; src, dst = src[n:], dst[m:] {
		spreadPixel(&from, src[:n], layout)
		for c := range m {
			source := s[c]
			if source == Same {
				source = Red + Channel(c)
			}
			dst[c] = from[source]
		}
		if s[2] == Z {
			dst[2] = zOf(dst[0], dst[1])
		}
	}
}

// spreadPixel fills in red to alpha.
func spreadPixel[T raster.Sample](from *[Z + 1]T, pixel []T, layout raster.Layout) {
	from[Alpha] = from[One]
	if layout.HasAlpha() {
		from[Alpha] = pixel[len(pixel)-1]
	}
	if layout == raster.Grey || layout == raster.GreyAlpha {
		from[Red], from[Green], from[Blue] = pixel[0], pixel[0], pixel[0]
		return
	}
	from[Red], from[Green], from[Blue] = pixel[0], pixel[1], pixel[2]
}

// zOf returns the third part of a normal of bytes; of other samples none is known.
func zOf[T raster.Sample](x, y T) T {
	if _, ok := any(x).(uint8); !ok {
		return alphaOf[T]()
	}
	return T(normalZ()[int(x)|int(y)<<8])
}
