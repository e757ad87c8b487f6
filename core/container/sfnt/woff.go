package sfnt

import (
	"io"

	"github.com/klauspost/compress/zlib"

	"apsync/core/bits"
	"apsync/core/fault"
)

const woffHeader = 44 // bytes

// openWOFF reads the directory of a WOFF 1.0 file (§4 and §5 there).
func (f *File) openWOFF() error {
	head, err := f.bytes(0, woffHeader)
	if err != nil {
		return err
	}
	c := bits.Big(head)
	c.Skip(4)
	f.Flavour = c.U32()
	c.Skip(4)
	count := int64(c.U16())
	if err := checkCount(count); err != nil {
		return err
	}
	directory, err := f.bytes(woffHeader, 20*count)
	if err != nil {
		return err
	}
	c = bits.Big(directory)
	var packed, unpacked int64
	for range count {
		e := entry{tag: string(c.Bytes(4)), offset: int64(c.U32()), length: int64(c.U32()), original: int64(c.U32())}
		c.Skip(4) // checksum
		e.packed = e.length < e.original
		if !e.packed {
			e.length = e.original
		}
		if e.length > f.size-e.offset {
			f.Cut = true
			e.length = max(0, f.size-e.offset)
		}
		packed, unpacked = packed+e.length, unpacked+e.original
		f.tables = append(f.tables, e)
	}
	if err := c.Err(); err != nil {
		return err
	}
	return checkExpansion(packed, unpacked)
}

// inflate unpacks a table.
func (f *File) inflate(e *entry) ([]byte, error) {
	r, err := zlib.NewReader(io.NewSectionReader(f.r, e.offset, e.length))
	if err != nil {
		return nil, broken(e.tag, err)
	}
	data := make([]byte, e.original)
	if n, err := io.ReadFull(r, data); err != nil {
		return nil, broken(e.tag, fault.New(fault.Truncated, "%d of %d bytes: %w", n, e.original, err))
	}
	return data, nil
}

func broken(tag string, err error) error {
	return fault.New(fault.Corrupt, "table %q cannot be unpacked: %w", tag, err)
}
