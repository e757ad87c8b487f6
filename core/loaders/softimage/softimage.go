// Package softimage reads pictures of Softimage 3D (.pic).
//
// Specification: Softimage, "Softimage PIC file format"; as described by Kevin Flegg
// and in the notes of those who read it since.
//
// Read are pixels of 8 bits of red, green, blue and alpha in packets of any channels,
// stored as they are, in pure and in mixed run-length encoding. Alpha is taken to be
// straight. Pictures of single fields show with every row they have. Pixels are taken
// to be square; channels of other depths are unsupported. A run that overruns its row
// is an error.
package softimage

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"

	"apsync/core/codec/bands"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Match reports whether a file begins as one of the format: its number, and its name
// behind version and comment.
func Match(head []byte) bool {
	return len(head) >= headerBytes && binary.BigEndian.Uint32(head) == 0x5380f634 && string(head[88:92]) == "PICT"
}

const (
	headerBytes = 104
	maxPackets  = 8
)

// Ways to store the channels of a packet.
const (
	uncompressed = 0
	pureRuns     = 1
	mixedRuns    = 2
)

// packet are channels that are stored together.
type packet struct {
	kind     byte
	channels []int // of a pixel
}

// Open reads the header.
func Open(src *picture.Source) (picture.Picture, error) {
	head := src.Head()
	if len(head) < headerBytes {
		return nil, fault.New(fault.Truncated, "header: %d of %d bytes", len(head), headerBytes)
	}
	w, h := int(binary.BigEndian.Uint16(head[92:])), int(binary.BigEndian.Uint16(head[94:]))
	if w < 1 || h < 1 {
		return nil, fault.New(fault.Corrupt, "header: %d×%d pixels", w, h)
	}
	packets, off, err := readPackets(head)
	if err != nil {
		return nil, err
	}
	layout := raster.RGB
	for _, p := range packets {
		for _, c := range p.channels {
			if c == 3 {
				layout = raster.RGBA
			}
		}
	}
	header := bands.Header{Width: w, Height: h, Layout: layout, Stored: 4 * int64(w), Fixed: bands.ReaderBytes}
	return bands.New(header, func(ctx context.Context) (bands.Rows[uint8], error) {
		r := &reader{src.Reader(ctx, off), packets}
		return bands.Rows[uint8]{
			Read: r.read,
			Converter: func() func([]uint8, []byte) {
				if layout == raster.RGBA {
					return func(row []uint8, stored []byte) { copy(row, stored) }
				}
				return dropAlpha
			},
		}, nil
	}), nil
}

func dropAlpha(row []uint8, stored []byte) {
	for ; len(row) >= 3 && len(stored) >= 4; row, stored = row[3:], stored[4:] {
		row[0], row[1], row[2] = stored[0], stored[1], stored[2]
	}
}

// readPackets reads the descriptions of packets, each of which says whether another
// follows.
func readPackets(head []byte) (packets []packet, off int64, err error) {
	for off = headerBytes; ; off += 4 {
		if len(packets) == maxPackets || off+4 > int64(len(head)) {
			return nil, 0, fault.New(fault.Corrupt, "header: packet %d of at most %d", len(packets), maxPackets)
		}
		chained, depth, kind, mask := head[off], head[off+1], head[off+2]&0x0f, head[off+3]
		if depth != 8 {
			return nil, 0, fault.New(fault.Unsupported, "channels of %d bits", depth)
		}
		if kind > mixedRuns {
			return nil, 0, fault.New(fault.Corrupt, "packet %d is stored in way %d", len(packets), kind)
		}
		p := packet{kind: kind}
		for c := range 4 {
			if mask&(0x80>>c) != 0 {
				p.channels = append(p.channels, c)
			}
		}
		if len(p.channels) == 0 {
			return nil, 0, fault.New(fault.Corrupt, "packet %d has no channel", len(packets))
		}
		packets = append(packets, p)
		if chained == 0 {
			return packets, off + 4, nil
		}
	}
}

type reader struct {
	r       *bufio.Reader
	packets []packet
}

// read reads a row as pixels of four bytes.
func (r *reader) read(stored []byte) error {
	for _, p := range r.packets {
		for x := 0; 4*x < len(stored); {
			count, repeated, err := r.run(p.kind, len(stored)/4-x)
			if err != nil {
				return err
			}
			pixels := stored[4*x : 4*(x+count)]
			if err := r.pixels(p, pixels, repeated); err != nil {
				return err
			}
			x += count
		}
	}
	return nil
}

// run reads how many pixels follow, and whether it is one that is repeated.
func (r *reader) run(kind byte, left int) (count int, repeated bool, err error) {
	if kind == uncompressed {
		return left, false, nil
	}
	code, err := r.r.ReadByte()
	if err != nil {
		return 0, false, err
	}
	count, repeated = int(code), true
	if kind == mixedRuns {
		switch {
		case code < 128:
			count, repeated = count+1, false
		case code > 128:
			count -= 127
		default:
			var b [2]byte
			if _, err := io.ReadFull(r.r, b[:]); err != nil {
				return 0, false, err
			}
			count = int(binary.BigEndian.Uint16(b[:]))
		}
	}
	if count == 0 || count > left {
		return 0, false, fault.New(fault.Corrupt, "a run of %d in the %d pixels left of a row", count, left)
	}
	return count, repeated, nil
}

// pixels reads a packet's channels of pixels, or of one for all.
func (r *reader) pixels(p packet, pixels []byte, repeated bool) error {
	var value [4]byte
	values := value[:len(p.channels)]
	for i := 0; i < len(pixels); i += 4 {
		if i == 0 || !repeated {
			if _, err := io.ReadFull(r.r, values); err != nil {
				return err
			}
		}
		for k, c := range p.channels {
			pixels[i+c] = values[k]
		}
	}
	return nil
}
