package icc_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour/icc"
	"apsync/core/colour/icc/icctest"
	"apsync/core/fault"
)

func TestCurves(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		curve     []byte
		want      func(x float64) float64
		tolerance float64
	}{
		{"identity", []byte("curv\x00\x00\x00\x00\x00\x00\x00\x00"), func(x float64) float64 { return x }, 0},
		{"exponent", icctest.Gamma(2.25), func(x float64) float64 { return math.Pow(x, 2.25) }, 1e-12},
		{"two samples", icctest.Samples(2, func(x float64) float64 { return 1 - x }), func(x float64) float64 { return 1 - x }, 1e-12},
		{"samples", icctest.Samples(1024, math.Sqrt), math.Sqrt, 0.01},
		{"formula 0", icctest.Formula(0, 1.5), func(x float64) float64 { return math.Pow(x, 1.5) }, 1e-6},
		{"formula 1", icctest.Formula(1, 2, 1.25, -0.25), func(x float64) float64 {
			return math.Pow(max(0, 1.25*x-0.25), 2)
		}, 1e-6},
		{"formula 2", icctest.Formula(2, 2, 1, -0.5, 0.25), func(x float64) float64 {
			return math.Pow(max(0, x-0.5), 2) + 0.25
		}, 1e-6},
		{"formula 3", icctest.SRGBCurve(), func(x float64) float64 {
			if x < 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}, 1e-4},
		{"formula 4", icctest.Formula(4, 3, 0.9, 0.1, 0.5, 0.5, 0.125, 0.0625), func(x float64) float64 {
			if x < 0.5 {
				return 0.5*x + 0.0625
			}
			return math.Pow(0.9*x+0.1, 3) + 0.125
		}, 1e-3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := icc.Parse(icctest.Grey(c.curve))
			require.NoError(t, err)
			for i := range 1001 {
				x := float64(i) / 1000
				require.InDelta(t, c.want(x), p.GreyCurve.Curve.Eval(x), c.tolerance+1e-12, "at %g", x)
			}
			require.InDelta(t, c.want(0), p.GreyCurve.Curve.Eval(-1), c.tolerance)
			require.InDelta(t, c.want(1), p.GreyCurve.Curve.Eval(2), c.tolerance)
		})
	}
}

func TestCurvesStayFinite(t *testing.T) {
	t.Parallel()
	for _, curve := range [][]byte{
		icctest.Formula(0, -5),
		icctest.Formula(1, 0.5, -1, 0),
		icctest.Formula(3, -32000, 32000, -32000, 0, 0),
		icctest.Formula(4, 0, 0, 0, 32000, 2, 32000, 32000),
	} {
		p, err := icc.Parse(icctest.Grey(curve))
		require.NoError(t, err)
		for _, x := range []float64{0, 0.5, 1, math.NaN(), math.Inf(1), math.Inf(-1)} {
			require.LessOrEqual(t, math.Abs(p.GreyCurve.Curve.Eval(x)), 8.0)
		}
	}
}

func TestMatrixProfile(t *testing.T) {
	t.Parallel()
	p, err := icc.Parse(icctest.Matrix(icctest.AdobeRGBMatrix, icctest.Gamma(2.19921875)))
	require.NoError(t, err)
	require.Equal(t, icc.RGB, p.Model)
	require.Nil(t, p.Tables)
	for i := range 3 {
		for j := range 3 {
			require.InDelta(t, icctest.AdobeRGBMatrix[i][j], p.Matrix.ToXYZ[i][j], 1e-5)
		}
		require.InDelta(t, math.Pow(0.5, 2.19921875), p.Matrix.Curves[i].Eval(0.5), 1e-12)
	}
}

// labOf is CIE 15:2004 §8.2.1 the other way round.
func labOf(xyz [3]float64) [3]float64 {
	var f [3]float64
	for c, v := range xyz {
		v /= icc.White[c]
		f[c] = math.Cbrt(v)
		if v <= 216.0/24389 {
			f[c] = (24389.0/27*v + 16) / 116
		}
	}
	return [3]float64{116*f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])}
}

// lab is a colour that every corner of the device's space gives a different one of,
// linear in each channel.
func lab(in []float64) [3]float64 {
	out := [3]float64{90, 5, -5}
	for c, v := range in {
		out[0] -= 80 / float64(len(in)) * v
		out[1] += []float64{-20, 24, -10, 3}[c] * v
		out[2] += []float64{-15, -5, 24, 2}[c] * v
	}
	return out
}

func TestTables(t *testing.T) {
	t.Parallel()
	legacy := func(in []float64) []float64 {
		v := lab(in)
		return []float64{v[0] * 652.8 / 65535, (v[1] + 128) * 256 / 65535, (v[2] + 128) * 256 / 65535}
	}
	modern := func(in []float64) []float64 {
		v := lab(in)
		return []float64{v[0] / 100, (v[1] + 128) / 255, (v[2] + 128) / 255}
	}
	square := func(v float64) float64 { return v * v }
	cases := []struct {
		name      string
		kind      icctest.Kind
		tag       []byte
		curve     func(float64) float64
		tolerance float64 // of L*, a*, b*
	}{
		{"lut8 rgb", icctest.Kind{Class: "scnr", Space: "RGB ", PCS: "Lab ", Version: 2}, icctest.Lut{In: 3, Out: 3, Grid: 5, Node: modern}.Lut8(), nil, 0.6},
		{"lut8 grey", icctest.Kind{Class: "scnr", Space: "GRAY", PCS: "Lab ", Version: 2}, icctest.Lut{In: 1, Out: 3, Grid: 2, Node: modern}.Lut8(), nil, 0.6},
		{"lut16 rgb", icctest.Kind{Class: "spac", Space: "RGB ", PCS: "Lab ", Version: 2}, icctest.Lut{In: 3, Out: 3, Grid: 9, Node: legacy}.Lut16(), nil, 0.01},
		{"lut16 cmyk", icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 2}, icctest.Lut{In: 4, Out: 3, Grid: 5, Node: legacy}.Lut16(), nil, 0.01},
		{"lut16 in version 4", icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 4}, icctest.Lut{In: 4, Out: 3, Grid: 3, Node: legacy}.Lut16(), nil, 0.01},
		{"lut16 with curves", icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 2}, icctest.Lut{In: 4, Out: 3, Grid: 3, Node: legacy, InCurve: square}.Lut16(), square, 0.1},
		{"lutAToB cmyk", icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 4}, icctest.Lut{In: 4, Out: 3, Grid: 4, Node: modern}.AToB(2, nil, nil, [12]float64{}), nil, 0.01},
		{"lutAToB 8-bit", icctest.Kind{Class: "mntr", Space: "RGB ", PCS: "Lab ", Version: 4}, icctest.Lut{In: 3, Out: 3, Grid: 4, Node: modern}.AToB(1, nil, nil, [12]float64{}), nil, 0.6},
		{"lutAToB with curves", icctest.Kind{Class: "mntr", Space: "RGB ", PCS: "Lab ", Version: 4}, icctest.Lut{In: 3, Out: 3, Grid: 4, Node: modern, InCurve: square}.AToB(2, nil, nil, [12]float64{}), square, 0.1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := icc.Parse(icctest.Profile(c.kind, icctest.Tag{Name: "A2B0", Data: c.tag}))
			require.NoError(t, err)
			for _, samples := range [][4]float64{{}, {1, 1, 1, 1}, {0.5, 0.5, 0.5, 0.5}, {0.1, 0.9, 0.3, 0.7}, {1, 0.6, 0, 0.25}, {0.33, 0.33, 0.9, 0}} {
				in := samples[:p.Model.Channels()]
				curved := make([]float64, len(in))
				for i, v := range in {
					curved[i] = v
					if c.curve != nil {
						curved[i] = c.curve(v)
					}
				}
				require.InDeltaSlice(t, sliceOf(lab(curved)), sliceOf(labOf(p.Tables.XYZ(samples))), c.tolerance, "%v", samples)
			}
		})
	}
}

func sliceOf(v [3]float64) []float64 { return v[:] }

// TestAllElements runs sRGB through a lutAToBType that holds it as curves M, the
// matrix and an offset, to XYZ: the five elements in their order.
func TestAllElements(t *testing.T) {
	t.Parallel()
	const half = 32768.0 / 65535 // the encoding of XYZ 1
	m := icctest.SRGBMatrix
	matrix := [12]float64{
		m[0][0] * half, m[0][1] * half, m[0][2] * half,
		m[1][0] * half, m[1][1] * half, m[1][2] * half,
		m[2][0] * half, m[2][1] * half, m[2][2] * half,
		0.01, 0.02, 0.03,
	}
	swap := icctest.Lut{In: 3, Out: 3, Grid: 2, Node: func(in []float64) []float64 { return []float64{in[2], in[1], in[0]} }}
	kind := icctest.Kind{Class: "mntr", Space: "RGB ", PCS: "XYZ ", Version: 4}
	tags := map[string]struct {
		data    []byte
		swapped bool
	}{
		"with a grid":    {swap.AToB(2, icctest.Gamma(2), nil, matrix), true},
		"without a grid": {icctest.MatrixAToB(icctest.Gamma(2), nil, matrix), false},
	}
	for name, tag := range tags {
		p, err := icc.Parse(icctest.Profile(kind, icctest.Tag{Name: "A2B1", Data: tag.data}))
		require.NoError(t, err, name)
		samples := [4]float64{0.25, 0.5, 0.75}
		got := p.Tables.XYZ(samples)
		if tag.swapped {
			samples[0], samples[2] = samples[2], samples[0]
		}
		for i := range 3 {
			want := matrix[9+i] / half
			for c := range 3 {
				want += m[i][c] * samples[c] * samples[c]
			}
			require.InDelta(t, want, got[i], 1e-3, "%s %d", name, i)
		}
	}
}

// TestBlack gives a press that could print darker than it is allowed to: the black
// that its B2A0 table prints counts, not that of all inks together.
func TestBlack(t *testing.T) {
	t.Parallel()
	l := func(l float64) []float64 {
		return []float64{l * 652.8 / 65535, 128 * 256 / 65535.0, 128 * 256 / 65535.0}
	}
	forward := icctest.Lut{In: 4, Out: 3, Grid: 2, Node: func(in []float64) []float64 {
		return l(100 - 20*(in[0]+in[1]+in[2]) - 35*in[3])
	}}
	back := icctest.Lut{In: 3, Out: 4, Grid: 2, Node: func([]float64) []float64 { return []float64{0.5, 0.5, 0.5, 1} }}
	kind := icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 2}
	tags := []icctest.Tag{{Name: "A2B1", Data: forward.Lut16()}, {Name: "B2A0", Data: back.Lut16()}}

	p, err := icc.Parse(icctest.Profile(kind, tags...))
	require.NoError(t, err)
	require.InDelta(t, 35, labOf(p.Tables.Black)[0], 0.01)

	p, err = icc.Parse(icctest.Profile(kind, tags[0]))
	require.NoError(t, err)
	require.InDelta(t, 5, labOf(p.Tables.Black)[0], 0.01)
}

func TestRelativeColorimetricTableIsPreferred(t *testing.T) {
	t.Parallel()
	constant := func(v float64) []byte {
		return icctest.Lut{In: 3, Out: 3, Grid: 2, Node: func([]float64) []float64 { return []float64{v, v, v} }}.Lut16()
	}
	kind := icctest.Kind{Class: "mntr", Space: "RGB ", PCS: "XYZ ", Version: 2}
	p, err := icc.Parse(icctest.Profile(kind, icctest.Tag{Name: "A2B0", Data: constant(0.1)}, icctest.Tag{Name: "A2B1", Data: constant(0.2)}))
	require.NoError(t, err)
	require.InDelta(t, 0.4, p.Tables.XYZ([4]float64{})[1], 1e-3)
}

func TestCICP(t *testing.T) {
	t.Parallel()
	p, err := icc.Parse(icctest.Profile(icctest.Display, append(matrixTags(), icctest.Tag{Name: "cicp", Data: icctest.CICP(9, 16)})...))
	require.NoError(t, err)
	require.Equal(t, &icc.CICP{Primaries: 9, Transfer: 16}, p.CICP)
}

func matrixTags() []icctest.Tag {
	return []icctest.Tag{
		{Name: "rXYZ", Data: icctest.XYZ(0.4, 0.2, 0)},
		{Name: "gXYZ", Data: icctest.XYZ(0.4, 0.7, 0.1)},
		{Name: "bXYZ", Data: icctest.XYZ(0.1, 0.1, 0.7)},
		{Name: "rTRC", Data: icctest.Gamma(2)},
		{Name: "gTRC", Data: icctest.Gamma(2)},
		{Name: "bTRC", Data: icctest.Gamma(2)},
	}
}

func TestUnusable(t *testing.T) {
	t.Parallel()
	with := func(off int, value uint32) []byte {
		p := icctest.Profile(icctest.Display, matrixTags()...)
		binary.BigEndian.PutUint32(p[off:], value)
		return p
	}
	lut := icctest.Lut{In: 3, Out: 3, Grid: 2, Node: func(in []float64) []float64 { return in }}
	table := func(change func(tag []byte)) []byte {
		tag := lut.Lut16()
		change(tag)
		return icctest.Profile(icctest.Kind{Class: "mntr", Space: "RGB ", PCS: "XYZ ", Version: 2}, icctest.Tag{Name: "A2B0", Data: tag})
	}
	elements := func(change func(tag []byte)) []byte {
		tag := lut.AToB(1, icctest.Gamma(1), nil, [12]float64{})
		change(tag)
		return icctest.Profile(icctest.Display, icctest.Tag{Name: "A2B0", Data: tag})
	}
	cases := []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"nothing", nil, fault.Truncated},
		{"no signature", with(36, 0), fault.Corrupt},
		{"device link", with(12, 0x6c696e6b), fault.Unsupported},
		{"six channels", with(16, 0x36434c52), fault.Unsupported},
		{"odd connection space", with(20, 0x58595a21), fault.Corrupt},
		{"Lab connection space with a matrix", with(20, 0x4c616220), fault.Corrupt},
		{"CMYK without tables", with(16, 0x434d594b), fault.Unsupported},
		{"grey without a curve", with(16, 0x47524159), fault.Truncated},
		{"too many tags", with(128, 101), fault.LimitCount},
		{"more tags than bytes", with(128, 100), fault.Truncated},
		{"offset beyond the end", with(136, 0xfffffff0), fault.Truncated},
		{"size beyond the end", with(140, 0xfffffff0), fault.Truncated},
		{"curve of unknown kind", with(204+3*20, 0), fault.Corrupt},
		{"colorant of unknown kind", with(204, 0), fault.Corrupt},
		{"curve longer than its tag", with(204+3*20+8, 1000), fault.Truncated},
		{"table of unknown kind", table(func(b []byte) { b[0] = 'x' }), fault.Unsupported},
		{"table of five channels", table(func(b []byte) { b[8] = 5 }), fault.Unsupported},
		{"table for other channels", table(func(b []byte) { b[8] = 1 }), fault.Corrupt},
		{"grid of one node", table(func(b []byte) { b[10] = 1 }), fault.Corrupt},
		{"grid larger than its tag", table(func(b []byte) { b[10] = 255 }), fault.Truncated},
		{"curves of one entry", table(func(b []byte) { b[49] = 1 }), fault.Corrupt},
		{"curves longer than the tag", table(func(b []byte) { b[48] = 255 }), fault.Truncated},
		{"elements beyond the end", elements(func(b []byte) { b[24] = 0x7f }), fault.Truncated},
		{"grid samples of 3 bytes", elements(func(b []byte) { b[binary.BigEndian.Uint32(b[24:])+16] = 3 }), fault.Corrupt},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := icc.Parse(c.data)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

// TestCutShort parses every beginning of profiles: never a panic, and whatever is
// accepted can be evaluated.
func TestCutShort(t *testing.T) {
	t.Parallel()
	lut := icctest.Lut{In: 4, Out: 3, Grid: 2, Node: func(in []float64) []float64 { return in[:3] }}
	cmyk := icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 4}
	for _, whole := range [][]byte{
		icctest.Matrix(icctest.SRGBMatrix, icctest.SRGBCurve()),
		icctest.Grey(icctest.Samples(10, math.Sqrt)),
		icctest.Profile(cmyk, icctest.Tag{Name: "A2B0", Data: lut.Lut8()}),
		icctest.Profile(cmyk, icctest.Tag{Name: "A2B1", Data: lut.AToB(2, icctest.Gamma(2), icctest.SRGBCurve(), [12]float64{1})}),
	} {
		for n := range len(whole) {
			_, err := icc.Parse(whole[:n])
			require.Error(t, err, n)
		}
	}
}

// FuzzParse evaluates whatever is accepted: every colour must be a number.
func FuzzParse(f *testing.F) {
	lut := icctest.Lut{In: 4, Out: 3, Grid: 2, Node: func(in []float64) []float64 { return in[:3] }}
	press := icctest.Kind{Class: "prtr", Space: "CMYK", PCS: "Lab ", Version: 4}
	f.Add(icctest.Matrix(icctest.SRGBMatrix, icctest.SRGBCurve()))
	f.Add(icctest.Grey(icctest.Samples(4, math.Sqrt)))
	f.Add(icctest.Profile(press, icctest.Tag{Name: "A2B0", Data: lut.Lut8()}))
	f.Add(icctest.Profile(press, icctest.Tag{Name: "A2B1", Data: lut.AToB(2, icctest.Gamma(2), icctest.SRGBCurve(), [12]float64{1})}))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := icc.Parse(data)
		if err != nil {
			require.NotEqual(t, fault.Internal, fault.CodeOf(err))
			return
		}
		for _, v := range []float64{0, 0.3, 1} {
			switch {
			case p.Tables != nil:
				for _, c := range p.Tables.XYZ([4]float64{v, 1 - v, v, 0.5}) {
					require.LessOrEqual(t, math.Abs(c), 1e6)
				}
			case p.Matrix != nil:
				require.LessOrEqual(t, math.Abs(p.Matrix.Curves[0].Eval(v)), 8.0)
			default:
				require.LessOrEqual(t, math.Abs(p.GreyCurve.Curve.Eval(v)), 8.0)
			}
		}
	})
}
