package xcf

// Modes of layers (§5, PROP_MODE). Those below modeOverlay, and softLightLegacy to
// mergeLegacy, are legacy ones, as GIMP had them up to 2.8.
const (
	modeNormalLegacy = 0
	modeDissolve     = 1
	modeBehindLegacy = 2
	modeMergeLegacy  = 21
	modeEraseLegacy  = 22 // Color erase
	modeOverlay      = 23
	modeLCHHue       = 24
	modeLCHLightness = 27
	modeNormal       = 28
	modeBehind       = 29
	modeDarkenOnly   = 35
	modeLightenOnly  = 36
	modeColourErase  = 57
	modeErase        = 58
	modeMerge        = 59
	modeSplit        = 60
	modePassThrough  = 61
	modeReplace      = 62
	modeAntiErase    = 63
)

// Spaces in which layers blend and are composited (GimpLayerColorSpace).
const (
	spaceAuto       = 0
	spaceLight      = 1 // RGB, linear
	spaceNonLinear  = 2 // RGB, as the picture's profile has it
	spaceLab        = 3
	spacePerceptual = 4 // RGB, as sRGB has it
)

// How what is left of a layer and of what is below it is chosen
// (GimpLayerCompositeMode).
const (
	compositeAuto         = 0
	compositeUnion        = 1 // what either has
	compositeBackdrop     = 2 // what is below
	compositeLayer        = 3 // the layer
	compositeIntersection = 4 // what both have
	// compositeLegacy is as compositeBackdrop, but where both are half transparent.
	compositeLegacy = 5
	// compositeAlpha is for modes that only change alpha.
	compositeAlpha = 6
)

// spaces says where and how a layer is blended.
type spaces struct{ blendSpace, compositeSpace, composite uint8 }

// erases reports whether nothing is left of what lies around the layer.
func (s spaces) erases() bool {
	return s.composite == compositeLayer || s.composite == compositeIntersection
}

// usual returns how a mode blends where a file leaves it to GIMP.
func usual(mode uint32) spaces {
	switch {
	case mode == modeNormalLegacy || mode == modeBehindLegacy:
		return spaces{spacePerceptual, spacePerceptual, compositeUnion}
	case mode == modeDissolve:
		return spaces{spaceAuto, spaceAuto, compositeUnion}
	case mode <= modeMergeLegacy || mode == modeEraseLegacy:
		return spaces{spacePerceptual, spacePerceptual, compositeLegacy}
	case mode >= modeLCHHue && mode <= modeLCHLightness:
		return spaces{spaceLab, spaceLight, compositeBackdrop}
	case mode == modeNormal || mode == modeBehind || mode == modeMerge || mode == modePassThrough || mode == modeReplace:
		return spaces{spaceLight, spaceLight, compositeUnion}
	case mode == modeErase || mode == modeSplit || mode == modeAntiErase:
		return spaces{spaceLight, spaceLight, compositeAlpha}
	}
	blend := uint8(spacePerceptual)
	switch mode {
	case 30, 33, 34, modeDarkenOnly, modeLightenOnly, 41, 56, modeColourErase: // multiply, add, subtract, divide, luminance
		blend = spaceLight
	}
	return spaces{blend, spaceLight, compositeBackdrop}
}

// legacy reports whether a mode is one of those that are always blended alike.
func legacy(mode uint32) bool { return mode <= modeEraseLegacy && mode != modeDissolve }

// resolve returns how a layer of a mode is blended, by what its file says.
func (s spaces) resolve(mode uint32) spaces {
	out := usual(mode)
	if legacy(mode) || out.composite == compositeAlpha {
		return out
	}
	if s.blendSpace != spaceAuto && s.blendSpace <= spacePerceptual {
		out.blendSpace = s.blendSpace
	}
	if s.compositeSpace != spaceAuto && s.compositeSpace <= spacePerceptual && s.compositeSpace != spaceLab {
		out.compositeSpace = s.compositeSpace
	}
	if s.composite != compositeAuto && s.composite <= compositeIntersection {
		out.composite = s.composite
	}
	if mode == modeDarkenOnly || mode == modeLightenOnly { // the same in either space
		out.blendSpace = out.compositeSpace
	}
	return out
}
