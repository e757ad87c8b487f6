package xcf

import (
	"encoding/binary"
	"errors"
	"image"
	"io"

	"apsync/core/fault"
	"apsync/core/inflate"
	"apsync/core/picture"
)

// Compressions of tiles (§7).
const (
	compressedNot  = 0
	compressedRuns = 1
	compressedZlib = 2
)

// tileReader reads tiles into rectangles of pixels.
type tileReader struct {
	src         *picture.Source
	compression uint8
	wide        bool
	pointers    []byte
	stored      []byte // tiles as they are in the file
	tile        []byte // one unpacked: its pixels, or with runs its planes of bytes
	inflate     inflate.Decoder
}

// inflaterBytes is more than what inflates takes.
const inflaterBytes = 64 << 10

// maxStored returns the most bytes that a tile of so many is read in.
func maxStored(raw int) int { return 2*raw + 64 }

// readerBytes bounds what a reader takes whose rectangles are as many tiles wide, and
// whose largest pixels are as many bytes.
func readerBytes(across, pixel int) int64 {
	raw := tileSide * tileSide * pixel
	return int64(8*(across+1)) + int64(across)*int64(maxStored(raw)) + int64(raw) + inflaterBytes
}

// read fills part, which is of the size of rect, with what a level has there.
func (t *tileReader) read(l *level, rect image.Rectangle, part []byte) error {
	inside := rect.Sub(l.bounds.Min)
	tiles := image.Rect(inside.Min.X/tileSide, inside.Min.Y/tileSide,
		(inside.Max.X+tileSide-1)/tileSide, (inside.Max.Y+tileSide-1)/tileSide)
	for ty := tiles.Min.Y; ty < tiles.Max.Y; ty++ {
		first := int64(ty)*int64(l.across()) + int64(tiles.Min.X)
		offsets, err := t.readPointers(l, first, tiles.Dx()+1)
		if err != nil {
			return err
		}
		run := t.together(l, offsets)
		for i := range tiles.Dx() {
			at := image.Pt(tiles.Min.X+i, ty).Mul(tileSide)
			tile := image.Rectangle{Min: at, Max: at.Add(image.Pt(tileSide, tileSide))}
			tile = tile.Intersect(image.Rectangle{Max: l.bounds.Size()})
			if err := t.unpack(l, tile, offsets, i, run); err != nil {
				return fault.New(fault.CodeOf(err), "tile %d at offset %d: %s", first+int64(i), offsets[i], fault.From(err).Detail)
			}
			t.place(l, tile, inside, part)
		}
	}
	return nil
}

// readPointers reads n pointers of a level's table, what lies behind it included.
func (t *tileReader) readPointers(l *level, first int64, n int) ([]int64, error) {
	size := int64(4)
	if t.wide {
		size = 8
	}
	if need := int(size) * n; cap(t.pointers) < need {
		t.pointers = make([]byte, need)
	}
	b := t.pointers[:size*int64(n)]
	off := l.table + first*size
	if got, err := t.src.ReadAt(b, off); got < len(b)-int(size) {
		return nil, fault.New(fault.CodeOf(err), "tile pointers at offset %d: %v", off, err)
	} else if got < len(b) {
		clear(b[len(b)-int(size):])
	}
	offsets := make([]int64, n)
	for i := range offsets {
		v := uint64(binary.BigEndian.Uint32(b[int64(i)*size:]))
		if t.wide {
			v = binary.BigEndian.Uint64(b[int64(i)*size:])
		}
		if v > uint64(t.src.Size()) {
			v = uint64(t.src.Size()) // what lies there ends at once
		}
		offsets[i] = int64(v)
	}
	return offsets, nil
}

// together reads tiles that follow each other at once, as they nearly always do, and
// returns them; else nothing.
func (t *tileReader) together(l *level, offsets []int64) []byte {
	n := len(offsets) - 1
	most := int64(maxStored(tileSide * tileSide * l.pixel))
	for i := range n {
		size := offsets[i+1] - offsets[i]
		if offsets[i] == 0 || (size <= 0 || size > most) && i < n-1 {
			return nil
		}
	}
	end := offsets[n]
	if last := end - offsets[n-1]; last <= 0 || last > most {
		end = min(offsets[n-1]+most, t.src.Size())
	}
	return t.fetch(offsets[0], end-offsets[0])
}

// fetch reads n bytes at off, or what of them there is.
func (t *tileReader) fetch(off, n int64) []byte {
	if int64(cap(t.stored)) < n {
		t.stored = make([]byte, n)
	}
	got, _ := t.src.ReadAt(t.stored[:n], off) // what is missing is missed when it is unpacked
	return t.stored[:max(0, got)]
}

// unpack unpacks tile i of some, which covers rectangle tile of its level. run has those
// of the row, if it is not nil.
func (t *tileReader) unpack(l *level, tile image.Rectangle, offsets []int64, i int, run []byte) error {
	n := tile.Dx() * tile.Dy()
	raw := n * l.pixel
	if cap(t.tile) < raw {
		t.tile = make([]byte, tileSide*tileSide*l.pixel)
	}
	t.tile = t.tile[:raw]
	if offsets[i] == 0 {
		clear(t.tile)
		return nil
	}
	var stored []byte
	if run != nil {
		stored = run[min(int(offsets[i]-offsets[0]), len(run)):]
	} else {
		stored = t.fetch(offsets[i], min(int64(maxStored(raw)), t.src.Size()-offsets[i]))
	}
	switch t.compression {
	case compressedRuns:
		return unpackRuns(t.tile, stored, n)
	case compressedZlib:
		t.inflate.ResetBytes(stored, inflate.Unchecked)
		got, err := t.inflate.Decode(t.tile, 0)
		if got < raw && (err == nil || errors.Is(err, io.EOF)) {
			return fault.New(fault.Truncated, "%d of %d bytes inflated", got, raw)
		}
		if got < raw {
			return err
		}
		return nil
	}
	if copy(t.tile, stored) < raw {
		return fault.New(fault.Truncated, "%d of %d bytes", len(stored), raw)
	}
	return nil
}

// unpackRuns unpacks planes of n bytes (§7, RLE compressed tile data).
func unpackRuns(planes, src []byte, n int) error {
	for ; len(planes) > 0; planes = planes[n:] {
		plane := planes[:n]
		for len(plane) > 0 {
			count, used, same := runLength(src)
			if used == 0 || len(src) < used+1 || !same && len(src) < used+count {
				return fault.New(fault.Truncated, "runs end %d bytes early", len(plane))
			}
			if count > len(plane) {
				return fault.New(fault.Corrupt, "a run of %d bytes where %d are left", count, len(plane))
			}
			src = src[used:]
			if same {
				fill(plane[:count], src[0])
				src = src[1:]
			} else {
				copy(plane[:count], src)
				src = src[count:]
			}
			plane = plane[count:]
		}
	}
	return nil
}

// runLength reads the head of a run: how many bytes it has, how many its head has, and
// whether they are all the same.
func runLength(src []byte) (count, used int, same bool) {
	if len(src) == 0 {
		return 0, 0, false
	}
	op := int(src[0])
	switch {
	case op < 127:
		return op + 1, 1, true
	case op > 128:
		return 256 - op, 1, false
	case len(src) < 3:
		return 0, 0, false
	}
	return int(binary.BigEndian.Uint16(src[1:])), 3, op == 127
}

func fill(dst []byte, v byte) {
	for i := range dst {
		dst[i] = v
	}
}

// place copies what a tile shares with a rectangle of its level into part, which has
// the rectangle's pixels.
func (t *tileReader) place(l *level, tile, rect image.Rectangle, part []byte) {
	shared := tile.Intersect(rect)
	for y := shared.Min.Y; y < shared.Max.Y; y++ {
		to := part[((y-rect.Min.Y)*rect.Dx()+shared.Min.X-rect.Min.X)*l.pixel:]
		to = to[:shared.Dx()*l.pixel]
		from := (y-tile.Min.Y)*tile.Dx() + shared.Min.X - tile.Min.X
		if t.compression != compressedRuns {
			copy(to, t.tile[from*l.pixel:])
			continue
		}
		weave(to, t.tile[from:], tile.Dx()*tile.Dy(), l.pixel)
	}
}

// weave makes pixels of planes, which lie n bytes apart.
func weave(to, planes []byte, n, pixel int) {
	switch pixel {
	case 1:
		copy(to, planes)
	case 3:
		a, b, c := planes, planes[n:], planes[2*n:]
		for i := 0; len(to) >= 3; i++ {
			to[0], to[1], to[2] = a[i], b[i], c[i]
			to = to[3:]
		}
	case 4:
		a, b, c, d := planes, planes[n:], planes[2*n:], planes[3*n:]
		for i := 0; len(to) >= 4; i++ {
			binary.LittleEndian.PutUint32(to, uint32(a[i])|uint32(b[i])<<8|uint32(c[i])<<16|uint32(d[i])<<24)
			to = to[4:]
		}
	default:
		for p := range pixel {
			plane := planes[p*n:]
			for i, j := 0, p; j < len(to); i, j = i+1, j+pixel {
				to[j] = plane[i]
			}
		}
	}
}
