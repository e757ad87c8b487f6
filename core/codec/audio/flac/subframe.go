package flac

// readSubframe reads the samples of a channel, of so many bits each (RFC 9639 §9.2).
func readSubframe(r *bitReader, samples []int64, width int) bool {
	if r.read(1) != 0 {
		return false
	}
	kind := int(r.read(6))
	wasted := 0
	if r.read(1) == 1 {
		wasted = r.unary() + 1
	}
	width -= wasted
	if width < 1 {
		return false
	}
	if !readPredicted(r, samples, kind, width) || r.short() {
		return false
	}
	if wasted > 0 {
		for i := range samples {
			samples[i] <<= wasted
		}
	}
	return true
}

// readPredicted reads a subframe of a kind (§9.2.1).
func readPredicted(r *bitReader, samples []int64, kind, width int) bool {
	switch {
	case kind == 0:
		v := r.signed(width)
		for i := range samples {
			samples[i] = v
		}
		return true
	case kind == 1:
		for i := range samples {
			samples[i] = r.signed(width)
		}
		return true
	case kind >= 8 && kind <= 12:
		return readFixed(r, samples, kind-8, width)
	case kind >= 32:
		return readLinear(r, samples, kind-31, width)
	}
	return false
}

func warmUp(r *bitReader, samples []int64, order, width int) bool {
	if order > len(samples) {
		return false
	}
	for i := range order {
		samples[i] = r.signed(width)
	}
	return true
}

// readFixed reads a subframe with one of the five fixed predictors (§9.2.5).
func readFixed(r *bitReader, s []int64, order, width int) bool {
	if !warmUp(r, s, order, width) || !readResidual(r, s, order) {
		return false
	}
	switch order {
	case 1:
		for i := 1; i < len(s); i++ {
			s[i] += s[i-1]
		}
	case 2:
		for i := 2; i < len(s); i++ {
			s[i] += 2*s[i-1] - s[i-2]
		}
	case 3:
		for i := 3; i < len(s); i++ {
			s[i] += 3*s[i-1] - 3*s[i-2] + s[i-3]
		}
	case 4:
		for i := 4; i < len(s); i++ {
			s[i] += 4*s[i-1] - 6*s[i-2] + 4*s[i-3] - s[i-4]
		}
	}
	return true
}

// readLinear reads a subframe with a predictor of its own (§9.2.6).
func readLinear(r *bitReader, s []int64, order, width int) bool {
	if !warmUp(r, s, order, width) {
		return false
	}
	precision := int(r.read(4)) + 1
	shift := r.signed(5)
	if precision > 15 || shift < 0 {
		return false
	}
	var coefficients [32]int64
	for i := range order {
		coefficients[order-1-i] = r.signed(precision)
	}
	if !readResidual(r, s, order) {
		return false
	}
	c := coefficients[:order]
	for i := order; i < len(s); i++ {
		past := s[i-order : i : i]
		var sum int64
		for j, v := range past[:len(c)] {
			sum += c[j] * v
		}
		s[i] += sum >> uint(shift)
	}
	return true
}

// readResidual reads what was not predicted, behind the first samples (§9.2.7).
func readResidual(r *bitReader, samples []int64, order int) bool {
	width := 4
	switch r.read(2) {
	case 0:
	case 1:
		width = 5
	default:
		return false
	}
	partition := int(r.read(4))
	size := len(samples) >> partition
	if size<<partition != len(samples) || size < order {
		return false
	}
	for at := order; at < len(samples); {
		end := (at/size + 1) * size
		parameter := int(r.read(width))
		if parameter == 1<<width-1 {
			readEscaped(r, samples[at:end])
		} else {
			r.rice(samples[at:end], parameter)
		}
		if r.short() {
			return false
		}
		at = end
	}
	return true
}

// readEscaped reads residuals that are not coded.
func readEscaped(r *bitReader, samples []int64) {
	width := int(r.read(5))
	for i := range samples {
		samples[i] = r.signed(width)
	}
}
