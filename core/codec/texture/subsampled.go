package texture

import "apsync/core/raster"

// Pixels that share colour in pairs, four bytes for two.

// decodeRGBG decodes red, green of the first pixel, blue, green of the second.
func decodeRGBG(dst []uint8, _ int, b []byte) {
	*(*[6]uint8)(dst) = [6]uint8{b[0], b[1], b[2], b[0], b[3], b[2]}
}

// decodeGRGB decodes green of the first pixel, red, green of the second, blue.
func decodeGRGB(dst []uint8, _ int, b []byte) {
	*(*[6]uint8)(dst) = [6]uint8{b[1], b[0], b[3], b[1], b[2], b[3]}
}

// decodeYUY2 decodes luma, Cb, luma, Cr.
func decodeYUY2(dst []uint8, _ int, b []byte) {
	putVideo(dst, b[0], b[1], b[3])
	putVideo(dst[3:], b[2], b[1], b[3])
}

// decodeUYVY decodes Cb, luma, Cr, luma.
func decodeUYVY(dst []uint8, _ int, b []byte) {
	putVideo(dst, b[1], b[0], b[2])
	putVideo(dst[3:], b[3], b[0], b[2])
}

// putVideo writes a pixel of Rec. ITU-R BT.601 in the range of studios: luma from 16 to
// 235.
func putVideo(dst []uint8, luma, cb, cr uint8) {
	y, u, v := 298*(int32(luma)-16)+128, int32(cb)-128, int32(cr)-128
	dst[0] = uint8(clamp((y+409*v)>>8, 0, 255))
	dst[1] = uint8(clamp((y-100*u-208*v)>>8, 0, 255))
	dst[2] = uint8(clamp((y+516*u)>>8, 0, 255))
}

func namedPairs(name string) *Format {
	switch name {
	case "RGBG":
		return blockFormat(2, 1, 4, raster.RGB, decodeRGBG)
	case "GRGB":
		return blockFormat(2, 1, 4, raster.RGB, decodeGRGB)
	case "YUY2":
		return blockFormat(2, 1, 4, raster.RGB, decodeYUY2)
	case "UYVY":
		return blockFormat(2, 1, 4, raster.RGB, decodeUYVY)
	}
	return nil
}
