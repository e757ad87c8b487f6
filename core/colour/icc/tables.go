package icc

import (
	"math"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Tables is the way of a profile whose colours are measured: a row of stages from
// samples to the connection space.
type Tables struct {
	model Model
	steps pipeline
	// Black is the XYZ of the darkest colour that the device makes, which black
	// point compensation takes to black.
	Black [3]float64
}

// XYZ returns the colour of a pixel, its samples 0..1, relative to White. Samples
// beyond the model's channels are ignored.
func (t *Tables) XYZ(samples [4]float64) [3]float64 { return t.steps.toXYZ(samples) }

// pipeline is the content of one table tag.
type pipeline struct {
	stages []stage
	in     int
	out    int
	// labPCS says that the connection space is Lab, not XYZ; legacyLab that Lab is
	// encoded as lut16Type does, ICC.1:2022 §10.10.
	labPCS    bool
	legacyLab bool
}

// stage changes a colour of up to four channels in place.
type stage interface{ apply(v *[4]float64) }

func (p *pipeline) run(v [4]float64) [4]float64 {
	for _, s := range p.stages {
		s.apply(&v)
	}
	return v
}

// legacyScale turns a share of 65535 into one of 65280, which is 100 or 255 in the
// Lab of lut16Type.
const legacyScale = 65535.0 / 65280

// xyzScale is the XYZ that 65535 means, ICC.1:2022 table 11.
const xyzScale = 1 + 32767.0/32768

// toXYZ runs a pipeline to the connection space.
func (p *pipeline) toXYZ(samples [4]float64) [3]float64 {
	v := p.run(samples)
	if !p.labPCS {
		return [3]float64{v[0] * xyzScale, v[1] * xyzScale, v[2] * xyzScale}
	}
	scale := 1.0
	if p.legacyLab {
		scale = legacyScale
	}
	return labToXYZ(v[0]*scale*100, v[1]*scale*255-128, v[2]*scale*255-128)
}

// fromBlack runs a pipeline from the connection space's black.
func (p *pipeline) fromBlack() [4]float64 {
	if !p.labPCS {
		return p.run([4]float64{})
	}
	neutral := 128.0 / 255
	if p.legacyLab {
		neutral /= legacyScale
	}
	return p.run([4]float64{0, neutral, neutral})
}

// tables reads the profile's tables for the model's pictures.
func (f *file) tables(model Model) (*Tables, error) {
	tag := "A2B1"
	if !f.has(tag) {
		tag = "A2B0"
	}
	steps, err := f.pipeline(tag, f.space)
	if err != nil {
		return nil, err
	}
	if steps.in != model.Channels() || steps.out != 3 {
		return nil, fault.New(fault.Corrupt, "tag %s takes %d channels to %d in a profile for %s", tag, steps.in, steps.out, model)
	}
	t := &Tables{model: model, steps: *steps}
	if steps.legacyLab && model == Lab {
		t.steps.stages = append([]stage{&scaleStage{1 / legacyScale}}, steps.stages...)
	}
	t.Black = f.black(t)
	return t, nil
}

// black finds the darkest colour as Adobe's black point compensation does (ISO
// 18619:2015 §5.3): for a press, the ink that the profile prints for black, which
// its limit of ink decides; else what all channels at their darkest make. Only its
// lightness counts.
func (f *file) black(t *Tables) [3]float64 {
	if t.model == Lab {
		return [3]float64{}
	}
	var darkest [4]float64
	if t.model == CMYK {
		darkest = [4]float64{1, 1, 1, 1}
		back, err := f.pipeline("B2A0", f.pcs)
		if err == nil && f.class == sign("prtr") && back.in == 3 && back.out == 4 {
			darkest = back.fromBlack()
		}
	}
	y := Black(t.XYZ(darkest)[1])
	return [3]float64{White[0] * y, White[1] * y, White[2] * y}
}

// Black returns the luminance that black point compensation takes to 0, given that
// of the darkest colour: at most that of L* 50, and none where the darkest colour is
// above L* 95, which is the white of a profile for negatives.
func Black(darkest float64) float64 {
	const l50, l95 = 0.18418651851244416, 0.8761832947230308
	if darkest > l95 {
		return 0
	}
	return min(max(darkest, 0), l50)
}

// pipeline reads a table tag whose input is of the given space.
func (f *file) pipeline(tag string, space signature) (*pipeline, error) {
	data := f.tags[sign(tag)]
	r := bits.Big(data)
	kind := signature(r.U32())
	r.Skip(4)
	p := &pipeline{in: int(r.U8()), out: int(r.U8()), labPCS: f.pcs == sign("Lab ")}
	if err := r.Err(); err != nil {
		return nil, fault.New(fault.Truncated, "tag %s of %d bytes is too short", tag, len(data))
	}
	if p.in < 1 || p.in > 4 || p.out < 1 || p.out > 4 {
		return nil, fault.New(fault.Unsupported, "tag %s takes %d channels to %d", tag, p.in, p.out)
	}
	var err error
	switch kind {
	case sign("mft1"):
		err = p.readLut8(r, space)
	case sign("mft2"):
		p.legacyLab = true
		err = p.readLut16(r, space)
	case sign("mAB "):
		err = p.readElements(data, false)
	case sign("mBA "):
		err = p.readElements(data, true)
	default:
		err = fault.New(fault.Unsupported, "a table of kind %q", kind)
	}
	if err != nil {
		return nil, fault.New(fault.CodeOf(err), "tag %s: %s", tag, fault.From(err).Detail)
	}
	return p, nil
}

// labToXYZ converts CIE L*a*b* to XYZ relative to White, CIE 15:2004 §8.2.1.
func labToXYZ(l, a, b float64) [3]float64 {
	fy := (l + 16) / 116
	f := [3]float64{fy + a/500, fy, fy - b/200}
	for c, v := range f {
		if v > 6.0/29 {
			f[c] = White[c] * v * v * v
		} else {
			f[c] = White[c] * max(0, v-4.0/29) * 108 / 841
		}
	}
	return f
}

// finite replaces what is no number or beyond reason, so that no stage hands on
// what the next cannot take.
func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, -16), 16)
}
