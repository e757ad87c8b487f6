package encode

import (
	"encoding/binary"

	"apsync/core/raster"
)

// PNG colour types (PNG 3rd edition §11.2.1).
const (
	colourGrey      = 0
	colourRGB       = 2
	colourGreyAlpha = 4
	colourRGBA      = 6
)

// bandBytes is about how much of a picture is one band. It bounds how far a band can
// look back for matches, and is small enough to stay in a processor's cache.
const bandBytes = 256 << 10

// stored is a picture as the file holds it.
type stored struct {
	kernels
	p          *raster.Pixels[uint8]
	colourType byte
	n          int // bytes of a pixel
	width      int // of a row, in bytes, without its filter's type
}

func newStored(p *raster.Pixels[uint8], k kernels) *stored {
	s := &stored{kernels: k, p: p, colourType: colourTypeOf(p)}
	s.n = map[byte]int{colourGrey: 1, colourGreyAlpha: 2, colourRGB: 3, colourRGBA: 4}[s.colourType]
	s.width = p.Width * s.n
	return s
}

// bandRows returns how many rows a band has.
func (s *stored) bandRows() int { return max(1, bandBytes/(s.width+1)) }

// rows returns the rows from one to before another, and before them the row above,
// which is zero above the first: the picture's own where they are stored as they are,
// else in a buffer that is used again.
func (s *stored) rows(from, to int, rows [][]byte, buffer *[]byte) [][]byte {
	rows = rows[:0]
	own := s.n == s.p.Layout.Channels()
	size := s.width
	if !own {
		size *= to - from + 1
	}
	if len(*buffer) < size {
		*buffer = make([]byte, size)
	}
	for y := from - 1; y < to; y++ {
		switch {
		case y < 0:
			clear((*buffer)[:s.width])
			rows = append(rows, (*buffer)[:s.width])
		case own:
			rows = append(rows, s.p.Row(y))
		default:
			row := (*buffer)[s.width*(y-from+1):][:s.width]
			s.reduce(row, s.p.Row(y))
			rows = append(rows, row)
		}
	}
	return rows
}

// reduce copies of a row what is stored.
func (s *stored) reduce(dst, src []byte) {
	from := s.p.Layout.Channels()
	switch s.colourType {
	case colourGrey:
		for i := range dst {
			dst[i] = src[from*i]
		}
	case colourGreyAlpha:
		for i := 0; i < len(dst); i += 2 {
			dst[i], dst[i+1] = src[2*i], src[2*i+3]
		}
	case colourRGB:
		s.pack(dst, src)
	}
}

// colourTypeOf returns the smallest colour type that holds the picture.
func colourTypeOf(p *raster.Pixels[uint8]) byte {
	grey, opaque := true, true
	for y := 0; y < p.Height && (grey || opaque && p.Layout == raster.RGBA); y++ {
		row := p.Row(y)
		switch p.Layout {
		case raster.RGB:
			grey = grey && isGrey(row, 3)
		case raster.RGBA:
			grey, opaque = grey && isGrey(row, 4), opaque && isOpaque(row)
		}
	}
	switch {
	case grey && opaque:
		return colourGrey
	case grey:
		return colourGreyAlpha
	case opaque:
		return colourRGB
	default:
		return colourRGBA
	}
}

// isGrey reports whether the first three of every n bytes, 3 or 4, are alike. It
// compares two pixels at a time, each byte with the next.
func isGrey(row []byte, n int) bool {
	mask := uint64(0xffff | 0xffff<<24)
	if n == 4 {
		mask = 0xffff | 0xffff<<32
	}
	for ; len(row) >= 8; row = row[2*n:] {
		v := binary.LittleEndian.Uint64(row)
		if (v^v>>8)&mask != 0 {
			return false
		}
	}
	for ; len(row) >= n; row = row[n:] {
		if row[0] != row[1] || row[0] != row[2] {
			return false
		}
	}
	return true
}

// isOpaque reports whether every fourth byte is 255.
func isOpaque(row []byte) bool {
	const alphas = 0xff000000ff000000
	for ; len(row) >= 8; row = row[8:] {
		if binary.LittleEndian.Uint64(row)&alphas != alphas {
			return false
		}
	}
	return len(row) < 4 || row[3] == 255
}
