package develop

import (
	"math"

	"apsync/core/container/tiff"
	"apsync/core/fault"
)

// DNG's tags.
const (
	tagCFARepeatDim      = 0x828d // TIFF/EP: CFARepeatPatternDim
	tagCFAPattern        = 0x828e // TIFF/EP
	tagCFAPlaneColour    = 0xc616
	tagCFALayout         = 0xc617
	tagLinearisation     = 0xc618 // LinearizationTable
	tagBlackRepeatDim    = 0xc619 // BlackLevelRepeatDim
	tagBlackLevel        = 0xc61a
	tagBlackDeltaH       = 0xc61b // BlackLevelDeltaH
	tagBlackDeltaV       = 0xc61c // BlackLevelDeltaV
	tagWhiteLevel        = 0xc61d
	tagDefaultCropOrigin = 0xc61f
	tagDefaultCropSize   = 0xc620
	tagColourMatrix1     = 0xc621
	tagColourMatrix2     = 0xc622
	tagCalibration1      = 0xc623 // CameraCalibration1
	tagCalibration2      = 0xc624
	tagAnalogBalance     = 0xc627
	tagAsShotNeutral     = 0xc628
	tagAsShotWhiteXY     = 0xc629
	tagBaselineExposure  = 0xc62a
	tagIlluminant1       = 0xc65a // CalibrationIlluminant1
	tagIlluminant2       = 0xc65b
	tagActiveArea        = 0xc68d
	tagForwardMatrix1    = 0xc714
	tagForwardMatrix2    = 0xc715
)

// area is a rectangle of pixels.
type area struct{ left, top, width, height int }

// activeArea returns the part of the stored pixels that light falls on.
func activeArea(dir *tiff.Directory, w, h int) (area, error) {
	v, err := dir.Values(tagActiveArea, 4)
	if err != nil || v.Len() < 4 {
		return area{0, 0, w, h}, err
	}
	top, left, bottom, right := v.Uint(0), v.Uint(1), v.Uint(2), v.Uint(3)
	if top >= bottom || left >= right || bottom > uint64(h) || right > uint64(w) {
		return area{}, fault.New(fault.Corrupt, "active area from %d, %d to %d, %d in %d×%d pixels", left, top, right, bottom, w, h)
	}
	return area{int(left), int(top), int(right - left), int(bottom - top)}, nil
}

// defaultCrop returns the part of the active area that is to be shown; all of it where
// the file says nothing that lies in it.
func defaultCrop(dir *tiff.Directory, active area) area {
	size, origin := floats(dir, tagDefaultCropSize, 2), floats(dir, tagDefaultCropOrigin, 2)
	if len(size) < 2 {
		return active
	}
	if len(origin) < 2 {
		origin = []float64{0, 0}
	}
	for _, v := range append(size, origin...) {
		if !(v >= 0 && v < math.MaxInt32) {
			return active
		}
	}
	crop := area{active.left + int(origin[0]+0.5), active.top + int(origin[1]+0.5), int(size[0] + 0.5), int(size[1] + 0.5)}
	if crop.width < 1 || crop.height < 1 || crop.left+crop.width > active.left+active.width || crop.top+crop.height > active.top+active.height {
		return active
	}
	return crop
}

// floats returns the first n numbers of a field, fewer where it has fewer or cannot be
// read.
func floats(dir *tiff.Directory, tag uint16, n int) []float64 {
	values, err := dir.Values(tag, n)
	if err != nil {
		return nil
	}
	out := make([]float64, values.Len())
	for i := range out {
		out[i] = values.Float(i)
	}
	return out
}
