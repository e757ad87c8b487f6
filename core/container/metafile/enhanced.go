package metafile

import (
	"encoding/binary"
	"io"
	"sort"

	"apsync/core/fault"
)

const (
	metaEscape     = 0x0626
	maxPieces      = 8192
	enhancedBefore = wmfRecordHeader + 38 // of META_ESCAPE_ENHANCED_METAFILE
)

// piece is a part of an EMF, where it begins in that and where it lies.
type piece struct{ start, off, size int64 }

// pieces read an EMF that lies in parts.
type pieces struct {
	r    io.ReaderAt
	list []piece
	size int64
}

// Enhanced returns the EMF that was put into comments of a WMF which was made from it
// (MS-WMF §2.3.6.1). It fails with no-picture where there is none, or not all of it.
func Enhanced(r io.ReaderAt, size int64) (*io.SectionReader, error) {
	file, err := Open(r, size)
	if err != nil {
		return nil, err
	}
	p := &pieces{r: r}
	total := int64(0)
	if !file.Wide {
		// A WMF that is cut may have it all.
		_ = file.Each(func(record Record) error {
			if record.Function != metaEscape || record.Length <= enhancedBefore || len(p.list) == maxPieces {
				return nil
			}
			n, err := p.add(r, size, record)
			total = max(total, n)
			return err
		})
	}
	if p.size == 0 || p.size != total {
		return nil, fault.New(fault.NoPicture, "a wmf that holds no emf")
	}
	return io.NewSectionReader(p, 0, p.size), nil
}

// add adds the part that an escape holds, and returns the size of the whole.
func (p *pieces) add(r io.ReaderAt, size int64, record Record) (int64, error) {
	head, err := read(r, size, record.Off, enhancedBefore)
	if err != nil {
		return 0, err
	}
	le := binary.LittleEndian
	const comment, name, kind = 0x0f, "WMFC", 1
	if le.Uint16(head[6:]) != comment || string(head[10:14]) != name || le.Uint32(head[14:]) != kind {
		return 0, nil
	}
	n := min(int64(le.Uint32(head[32:])), record.Length-enhancedBefore)
	if n > 0 {
		p.list = append(p.list, piece{p.size, record.Off + enhancedBefore, n})
		p.size += n
	}
	return int64(le.Uint32(head[40:])), nil
}

// ReadAt implements io.ReaderAt.
func (p *pieces) ReadAt(b []byte, off int64) (n int, err error) {
	i := sort.Search(len(p.list), func(i int) bool { return p.list[i].start+p.list[i].size > off })
	for ; n < len(b) && i < len(p.list); i++ {
		at := p.list[i]
		skip := off + int64(n) - at.start
		part := b[n:min(len(b), n+int(at.size-skip))]
		got, err := p.r.ReadAt(part, at.off+skip)
		n += got
		if got < len(part) {
			return n, err
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
