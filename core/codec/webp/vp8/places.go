package vp8

// filterPlaces filters eight places along an edge, from the fourth pixel before it
// on (RFC 6386 §15.3).
func filterPlaces(pix []uint8, along, across int, t *thresholds, outer bool) {
	for i := range 8 {
		p := pix[i*along:]
		_ = p[7*across]
		p3, p2, p1, p0 := int(p[0]), int(p[across]), int(p[2*across]), int(p[3*across])
		q0, q1, q2, q3 := int(p[4*across]), int(p[5*across]), int(p[6*across]), int(p[7*across])
		if 2*distance(p0, q0)+distance(p1, q1)/2 > int(t.edge[0]) {
			continue
		}
		dp, dq := distance(p1, p0), distance(q1, q0)
		if max(distance(p3, p2), distance(p2, p1), dp, dq, distance(q2, q1), distance(q3, q2)) > int(t.interior[0]) {
			continue
		}
		switch {
		case max(dp, dq) > int(t.variance[0]):
			narrow(p, across, signed(signed(p1-q1)+3*(q0-p0)))
		case outer:
			a := signed(signed(p1-q1) + 3*(q0-p0))
			shift(p, 1, across, (9*a+63)>>7)
			shift(p, 2, across, (18*a+63)>>7)
			shift(p, 3, across, (27*a+63)>>7)
		default:
			shift(p, 2, across, (narrow(p, across, signed(3*(q0-p0)))+1)>>1)
		}
	}
}

// narrow moves the pixels beside an edge towards each other by an eighth of a, and
// returns what it took from the one behind it.
func narrow(p []uint8, across, a int) int {
	f, g := min(a+4, 127)>>3, min(a+3, 127)>>3
	p[3*across] = byteOf(int(p[3*across]) + g)
	p[4*across] = byteOf(int(p[4*across]) - f)
	return f
}

// shift adds v to pixel i and takes it from the one opposite.
func shift(p []uint8, i, across, v int) {
	p[i*across] = byteOf(int(p[i*across]) + v)
	p[(7-i)*across] = byteOf(int(p[(7-i)*across]) - v)
}

// filterSimple filters 16 places along an edge, from the second pixel before it on
// (RFC 6386 §15.2).
func filterSimple(pix []uint8, along, across int, t *thresholds) {
	edge := int(t.edge[0])
	for i := range 16 {
		p := pix[i*along:]
		_ = p[3*across]
		p1, p0, q0, q1 := int(p[0]), int(p[across]), int(p[2*across]), int(p[3*across])
		if 2*distance(p0, q0)+distance(p1, q1)/2 > edge {
			continue
		}
		a := signed(signed(p1-q1) + 3*(q0-p0))
		p[across] = byteOf(p0 + min(a+3, 127)>>3)
		p[2*across] = byteOf(q0 - min(a+4, 127)>>3)
	}
}

func distance(a, b int) int { return max(a-b, b-a) }

// signed limits v to a byte with a sign.
func signed(v int) int { return min(max(v, -128), 127) }

// byteOf limits v to a byte.
func byteOf(v int) uint8 { return uint8(min(max(v, 0), 255)) }
