package develop

import (
	"apsync/core/picture"
)

// printer makes pixels of what the camera saw: white balance, matrix, exposure.
type printer struct {
	out      picture.Rows[uint16]
	row      []uint16
	grey     bool
	gains    [3]float32
	matrix   [9]float32
	exposure float32
}

func newPrinter(s *Sensor, out picture.Rows[uint16], w int) *printer {
	p := &printer{out: out, row: make([]uint16, w*s.layout().Channels()), grey: s.isGrey(), exposure: s.exposure}
	for i := range 3 {
		p.gains[i] = float32(s.camera.gains[i])
		for j := range 3 {
			p.matrix[3*i+j] = float32(s.camera.toSRGB[i][j])
		}
	}
	return p
}

// add takes a row of the camera's red, green and blue, or of its grey.
func (p *printer) add(row []float32) {
	if p.grey {
		for i := range p.row {
			p.row[i] = p.tone(min(row[i], 1))
		}
		p.out.Add(p.row)
		return
	}
	m := &p.matrix
	for i := 0; i+3 <= len(p.row); i += 3 {
		r := min(row[i]*p.gains[0], 1)
		g := min(row[i+1]*p.gains[1], 1)
		b := min(row[i+2]*p.gains[2], 1)
		p.row[i] = p.tone(m[0]*r + m[1]*g + m[2]*b)
		p.row[i+1] = p.tone(m[3]*r + m[4]*g + m[5]*b)
		p.row[i+2] = p.tone(m[6]*r + m[7]*g + m[8]*b)
	}
	p.out.Add(p.row)
}

// tone applies the exposure. Where it makes a picture lighter, what is above the knee is
// bent so that white remains where white was.
func (p *printer) tone(v float32) uint16 {
	const knee = 0.5
	v *= p.exposure
	if v > knee && p.exposure > 1 {
		most := (p.exposure - knee) / (1 - knee)
		over := (v - knee) / (1 - knee)
		v = knee + (1-knee)*over*(1+over/(most*most))/(1+over)
	}
	return uint16(max(0, min(v, 1))*0xffff + 0.5)
}
