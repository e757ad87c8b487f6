package sevenzip

import (
	"bufio"
	"compress/bzip2"
	"compress/flate"
	"io"

	"apsync/core/fault"
	"apsync/core/lzma"
)

// folder is streams that are packed as one.
type folder struct {
	methods    []string // of its coders
	properties []byte   // of the first
	outputs    int      // of the coders
	main       int      // the output that is bound to none
	packed     int      // streams that it is packed in
	digest     bool     // has a checksum
	size       int64    // unpacked
	packPos    int64
	packSize   int64
	parts      []int64
}

// The methods that are read (Methods.txt of the LZMA SDK).
const (
	methodCopy    = "\x00"
	methodLZMA2   = "\x21"
	methodLZMA    = "\x03\x01\x01"
	methodDeflate = "\x04\x01\x08"
	methodBZip2   = "\x04\x02\x02"
	methodAES     = "\x06\xf1\x07\x01"
)

// stored reports whether the folder's bytes are as they are.
func (f *folder) stored() bool { return len(f.methods) == 1 && f.methods[0] == methodCopy }

// open begins to unpack the folder's first size bytes.
func (f *folder) open(a *archive, size int64) (io.Reader, error) {
	for _, method := range f.methods {
		if method == methodAES {
			return nil, fault.New(fault.Unsupported, "7z: encrypted").Advise("save the archive without a password")
		}
	}
	if f.packPos > a.size || f.packSize > a.size-f.packPos {
		return nil, fault.New(fault.Truncated, "7z: %d bytes at %d of %d", f.packSize, f.packPos, a.size)
	}
	packed := io.NewSectionReader(a.r, f.packPos, f.packSize)
	if len(f.methods) != 1 {
		return nil, fault.New(fault.Unsupported, "7z: a chain of %d methods", len(f.methods))
	}
	switch f.methods[0] {
	case methodCopy:
		return packed, nil
	case methodLZMA:
		return lzma.NewReader(packed, f.properties, size, maxDictionary)
	case methodLZMA2:
		if len(f.properties) != 1 {
			return nil, fault.New(fault.Corrupt, "7z: %d bytes of LZMA2's properties", len(f.properties))
		}
		return lzma.NewReader2(bufio.NewReader(packed), f.properties[0], size, maxDictionary)
	case methodDeflate:
		return flate.NewReader(bufio.NewReader(packed)), nil
	case methodBZip2:
		return bzip2.NewReader(bufio.NewReader(packed)), nil
	}
	return nil, fault.New(fault.Unsupported, "7z: method % x", f.methods[0])
}
