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
	properties [][]byte // of each
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
	methodX86     = "\x03\x03\x01\x03"
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
	switch {
	case len(f.methods) == 1:
		return unpack(f.methods[0], f.properties[0], packed, size)
	case len(f.methods) == 2 && f.outputs == 2 && f.packed == 1 && f.methods[f.main] == methodX86:
		// The filter looks at bytes behind those that are wanted.
		r, err := unpack(f.methods[1-f.main], f.properties[1-f.main], packed, min(f.size, size+x86Length))
		if err != nil {
			return nil, err
		}
		return newX86(r), nil
	}
	return nil, fault.New(fault.Unsupported, "7z: a chain of %d methods", len(f.methods))
}

// unpack begins to unpack size bytes by a method.
func unpack(method string, properties []byte, packed io.Reader, size int64) (io.Reader, error) {
	switch method {
	case methodCopy:
		return packed, nil
	case methodLZMA:
		return lzma.NewReader(packed, properties, size, maxDictionary)
	case methodLZMA2:
		if len(properties) != 1 {
			return nil, fault.New(fault.Corrupt, "7z: %d bytes of LZMA2's properties", len(properties))
		}
		return lzma.NewReader2(bufio.NewReader(packed), properties[0], size, maxDictionary)
	case methodDeflate:
		return flate.NewReader(bufio.NewReader(packed)), nil
	case methodBZip2:
		return bzip2.NewReader(bufio.NewReader(packed)), nil
	}
	return nil, fault.New(fault.Unsupported, "7z: method % x", method)
}
