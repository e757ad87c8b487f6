package colour

import (
	"apsync/core/colour/icc"
	"apsync/core/fault"
	"apsync/core/raster"
)

// meaning is what the colour samples of a picture mean. At most one field is set;
// none is for CIE L*a*b* without a profile.
type meaning struct {
	// encoding is that of grey and RGB.
	encoding *encoding
	// light returns linear light of sRGB's primaries for samples 0..1 of what has
	// no simple relation to light: ink, and profiles made of tables.
	light func(samples [4]float64) [3]float64
}

// meaningOf returns what samples of a layout mean in a space; std is what
// TransferDefault stands for. The notes tell what was ignored.
func meaningOf(layout raster.Layout, space Space, std *encoding) (meaning, []string) {
	var notes []string
	if len(space.ICC) > 0 {
		m, err := profileMeaning(layout, space.ICC, std)
		if err == nil {
			return m, nil
		}
		notes = []string{"the ICC profile " + reproach(err) + " and was ignored: " + err.Detail}
	}
	switch modelOf(layout) {
	case icc.CMYK:
		return meaning{light: newInkLight()}, notes
	case icc.Lab:
		return meaning{}, notes
	case icc.Grey, icc.RGB:
	}
	e, more := encodingOf(space, std)
	return meaning{encoding: e}, append(notes, more...)
}

// reproach says what is wrong with a profile.
func reproach(err *fault.Error) string {
	if err.Code == fault.Unsupported {
		return "is of a kind that is not read"
	}
	if err.Code == fault.Argument {
		return "does not fit the picture"
	}
	return "is damaged"
}

// profileMeaning returns what samples of a layout mean by a profile.
func profileMeaning(layout raster.Layout, data []byte, std *encoding) (meaning, *fault.Error) {
	p, err := icc.Parse(data)
	if err != nil {
		return meaning{}, fault.From(err)
	}
	if model := modelOf(layout); p.Model != model {
		return meaning{}, fault.New(fault.Argument, "it is for %s pictures, this one is %s", p.Model, model)
	}
	if e := hdrEncoding(p, std); e != nil {
		return meaning{encoding: e}, nil
	}
	switch {
	case p.Model == icc.Grey:
		return meaning{encoding: greyEncoding(p)}, nil
	case p.Matrix != nil:
		return meaning{encoding: profileEncoding(p.Matrix)}, nil
	}
	return meaning{light: tablesLight(p.Tables)}, nil
}

// hdrEncoding returns the encoding of a profile that says by code points that it is
// PQ or HLG: its tables hold somebody else's tone curve. Else it returns nil.
func hdrEncoding(p *icc.Profile, std *encoding) *encoding {
	if p.CICP == nil || p.Model != icc.RGB {
		return nil
	}
	space, ok := FromCICP(p.CICP.Primaries, p.CICP.Transfer)
	if !ok || space.Transfer != TransferPQ && space.Transfer != TransferHLG {
		return nil
	}
	e, _ := encodingOf(space, std)
	return e
}

// tablesLight returns the light that a profile's tables mean, with black point
// compensation: darkest colour and paper become the display's black and white.
func tablesLight(t *icc.Tables) func([4]float64) [3]float64 {
	black := t.Black
	return func(samples [4]float64) [3]float64 {
		xyz := t.XYZ(samples)
		for c, v := range xyz {
			xyz[c] = (v - black[c]) / (1 - black[1])
		}
		return xyzToSRGB.apply(xyz)
	}
}

// modelOf returns what a profile for pictures of the layout must be for.
func modelOf(layout raster.Layout) icc.Model {
	switch layout {
	case raster.Grey, raster.GreyAlpha:
		return icc.Grey
	case raster.CMYK, raster.CMYKA:
		return icc.CMYK
	case raster.Lab, raster.LabA:
		return icc.Lab
	case raster.RGB, raster.RGBA:
	}
	return icc.RGB
}

// rowsOf returns the conversion of integer samples that need no tone curve.
func rowsOf[T uint8 | uint16](m meaning, layout raster.Layout) rows[T] {
	switch {
	case m.encoding != nil:
		return encodedRows[T](m.encoding, layout)
	case m.light != nil:
		return newGrid[T](modelOf(layout).Channels(), m.light)
	}
	return labRows[T]{}
}
