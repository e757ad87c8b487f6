package raster

// SumAcross adds to every byte of a row the one n bytes before it, which was added to
// in turn: it restores samples of n to a pixel from their differences from the left.
func SumAcross(row []byte, n int) {
	from := sumAcrossFast(row, n)
	if from < n {
		from = min(n, len(row))
	}
	switch n {
	case 1:
		sumAcross1(row, from)
	case 3:
		sumAcross3(row, from)
	case 4:
		sumAcross4(row, from)
	default:
		for i := from; i < len(row); i++ {
			row[i] += row[i-n]
		}
	}
}

// sumAcross1, sumAcross3 and sumAcross4 go on behind the first bytes, which are whole
// pixels and done. They keep their sums out of memory.
func sumAcross1(row []byte, from int) {
	if from == 0 {
		return
	}
	sum := row[from-1]
	for i, v := range row[from:] {
		sum += v
		row[from+i] = sum
	}
}

func sumAcross3(row []byte, from int) {
	if from < 3 {
		return
	}
	a, b, c := row[from-3], row[from-2], row[from-1]
	for row = row[from:]; len(row) >= 3; row = row[3:] {
		a, b, c = a+row[0], b+row[1], c+row[2]
		row[0], row[1], row[2] = a, b, c
	}
	if len(row) > 0 {
		row[0] += a
	}
	if len(row) > 1 {
		row[1] += b
	}
}

func sumAcross4(row []byte, from int) {
	if from < 4 {
		return
	}
	a, b, c, d := row[from-4], row[from-3], row[from-2], row[from-1]
	for row = row[from:]; len(row) >= 4; row = row[4:] {
		a, b, c, d = a+row[0], b+row[1], c+row[2], d+row[3]
		row[0], row[1], row[2], row[3] = a, b, c, d
	}
	for i, v := range []byte{a, b, c}[:len(row)] {
		row[i] += v
	}
}
