package psd

import (
	"apsync/core/colour"
	"apsync/core/colour/icc"
)

// lightSpace returns the space of samples that are linear light. The profiles of such
// documents have straight curves; that of one which a program left as it was before
// says nothing of use, for it would decode light a second time.
func lightSpace(profile []byte) colour.Space {
	const middle, straight = 0.5, 0.02
	p, err := icc.Parse(profile)
	if err != nil {
		return colour.Space{Transfer: colour.TransferLinear}
	}
	value := middle
	switch {
	case p.Matrix != nil:
		value = p.Matrix.Curves[1].Eval(middle)
	case p.GreyCurve != nil:
		value = p.GreyCurve.Curve.Eval(middle)
	}
	if value < middle-straight || value > middle+straight {
		return colour.Space{Transfer: colour.TransferLinear}
	}
	return colour.Space{ICC: profile}
}
