package bands

// Runs fills rows from runs of bytes, which may go on over a row's end.
type Runs struct {
	// Next returns the next run: how often a byte occurs, perhaps never.
	Next  func() (n int, value byte, err error)
	left  int
	value byte
}

// Row fills dst. It fails with the error of Next.
func (r *Runs) Row(dst []byte) error {
	for len(dst) > 0 {
		if r.left == 0 {
			var err error
			if r.left, r.value, err = r.Next(); err != nil {
				return err
			}
		}
		n := min(r.left, len(dst))
		for i := range dst[:n] {
			dst[i] = r.value
		}
		r.left -= n
		dst = dst[n:]
	}
	return nil
}
