package blender

import (
	"encoding/binary"

	"apsync/core/fault"
)

const (
	headerSize  = 12
	header5Size = 17
	// maxBlock bounds what a block may say of its size, in bytes.
	maxBlock = 1 << 48
)

// header is that of a file.
type header struct {
	version  string // such as 4.5
	order    binary.ByteOrder
	pointers int  // bytes of one
	large    bool // blocks have the header of 5.0
}

// readHeader reads the header of the file.
func readHeader(s *stream) (*header, error) {
	b := make([]byte, headerSize, header5Size)
	if err := s.read(b); err != nil {
		return nil, ended(err, s)
	}
	if string(b[:7]) != Signature {
		return nil, fault.New(fault.Corrupt, "the file begins with %q, not %s", b[:7], Signature)
	}
	if b[7] == '1' {
		b = b[:header5Size]
		if err := s.read(b[headerSize:]); err != nil {
			return nil, ended(err, s)
		}
		return parseHeader5(b)
	}
	return parseHeader(b)
}

// parseHeader reads what all versions before 5.0 write: the size of pointers, the byte
// order and three digits.
func parseHeader(b []byte) (*header, error) {
	h := &header{version: version(b[9:10], b[10:12]), pointers: 8, order: binary.LittleEndian}
	switch b[7] {
	case '-':
	case '_':
		h.pointers = 4
	default:
		return nil, fault.New(fault.Corrupt, "size of pointers %q is neither _ nor -", b[7])
	}
	switch b[8] {
	case 'v':
	case 'V':
		h.order = binary.BigEndian
	default:
		return nil, fault.New(fault.Corrupt, "byte order %q is neither v nor V", b[8])
	}
	return h, nil
}

// parseHeader5 reads "BLENDER17-01v0500": the header's size, the version of the format
// and that of Blender.
func parseHeader5(b []byte) (*header, error) {
	if string(b[7:10]) != "17-" || b[12] != 'v' {
		return nil, fault.New(fault.Corrupt, "header %q is not that of Blender 5", b)
	}
	if string(b[10:12]) != "01" {
		return nil, fault.New(fault.Unsupported, "version %q of the file's format is newer than 01", b[10:12])
	}
	return &header{version: version(b[13:15], b[15:17]), pointers: 8, order: binary.LittleEndian, large: true}, nil
}

// version returns digits as people write them: 2.79, 4.5.
func version(major, minor []byte) string {
	if len(major) > 1 && major[0] == '0' {
		major = major[1:]
	}
	if major[0] > '2' && minor[0] == '0' {
		minor = minor[1:]
	}
	return string(major) + "." + string(minor)
}

// block is the header of a block.
type block struct {
	code string
	size int64 // of its data, in bytes
}

// readBlock reads the header of the next block: code, size, former address, type and
// count; in 5.0 code, type, former address, size and count.
func (h *header) readBlock(s *stream) (block, error) {
	b := make([]byte, 16+h.pointers)
	if h.large {
		b = make([]byte, 32)
	}
	if err := s.read(b); err != nil {
		return block{}, err
	}
	found := block{string(b[:4]), int64(int32(h.order.Uint32(b[4:])))}
	if h.large {
		found.size = int64(h.order.Uint64(b[16:]))
	}
	if found.size < 0 || found.size > maxBlock {
		return block{}, fault.New(fault.Corrupt, "block %q has %d bytes", found.code, found.size)
	}
	return found, nil
}
