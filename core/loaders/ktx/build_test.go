package ktx_test

import (
	"encoding/binary"
	"math/rand/v2"
)

// file1 describes a file of version 1 that a test makes.
type file1 struct {
	big                            bool
	glType, typeSize, format       uint32
	inner                          uint32
	width, height, depth, elements uint32
	faces                          uint32
	keys                           map[string]string
	levels                         [][]byte // with all padding, without their size
	sizes                          []uint32 // where they are not the levels'
}

func (f file1) file() []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	if f.big {
		order = binary.BigEndian
	}
	keys := keyData(order, f.keys)
	b := []byte("\xabKTX 11\xbb\r\n\x1a\n")
	for _, v := range []uint32{
		0x04030201, f.glType, max(1, f.typeSize), f.format, f.inner, 0, f.width, f.height, f.depth,
		f.elements, max(1, f.faces), uint32(len(f.levels)), uint32(len(keys)),
	} {
		b = order.AppendUint32(b, v)
	}
	b = append(b, keys...)
	for i, level := range f.levels {
		size := uint32(len(level))
		if f.faces == 6 {
			size /= 6
		}
		if i < len(f.sizes) {
			size = f.sizes[i]
		}
		b = order.AppendUint32(b, size)
		b = append(b, level...)
	}
	return b
}

func keyData(order binary.AppendByteOrder, keys map[string]string) (b []byte) {
	for key, value := range keys {
		b = order.AppendUint32(b, uint32(len(key)+len(value)+2))
		b = append(append(append(append(b, key...), 0), value...), 0)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	return b
}

// file2 describes a file of version 2 that a test makes.
type file2 struct {
	format               uint32
	width, height, depth uint32
	layers, faces        uint32
	scheme               uint32
	model, primaries     byte
	transfer, flags      byte
	channels             []byte // of the samples
	keys                 map[string]string
	levels               [][]byte // as stored, the largest first
	uncompressed         []int
}

func (f file2) file() []byte {
	le := binary.LittleEndian
	descriptor := []byte{0, 0, 0, 0, 2, 0, byte(24 + 16*len(f.channels)), 0, f.model, f.primaries, f.transfer, f.flags}
	descriptor = append(descriptor, make([]byte, 12)...)
	for _, c := range f.channels {
		descriptor = append(descriptor, 0, 0, 7, c)
		descriptor = append(descriptor, make([]byte, 12)...)
	}
	descriptor = append(le.AppendUint32(nil, uint32(len(descriptor)+4)), descriptor...)
	keys := keyData(le, f.keys)
	b := []byte("\xabKTX 20\xbb\r\n\x1a\n")
	for _, v := range []uint32{f.format, 1, f.width, f.height, f.depth, f.layers, max(1, f.faces), uint32(len(f.levels)), f.scheme} {
		b = le.AppendUint32(b, v)
	}
	at := uint32(80 + 24*len(f.levels))
	for _, v := range []uint32{at, uint32(len(descriptor)), at + uint32(len(descriptor)), uint32(len(keys)), 0, 0, 0, 0} {
		b = le.AppendUint32(b, v)
	}
	off := int(at) + len(descriptor) + len(keys)
	for i, level := range f.levels {
		size := len(level)
		if i < len(f.uncompressed) {
			size = f.uncompressed[i]
		}
		b = le.AppendUint64(b, uint64(off))
		b = le.AppendUint64(b, uint64(len(level)))
		b = le.AppendUint64(b, uint64(size))
		off += len(level)
	}
	b = append(append(b, descriptor...), keys...)
	for _, level := range f.levels {
		b = append(b, level...)
	}
	return b
}

func noise(n int) []byte {
	random := rand.New(rand.NewPCG(5, 6))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}
