package pcm

import (
	"encoding/binary"
	"math"

	"apsync/core/bits"
	"apsync/core/container/iff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// readAIFF finds format and samples, which may come in either order.
func readAIFF(src *picture.Source) (*track, error) {
	form, file, err := iff.Form(src, src.Size())
	if err != nil {
		return nil, err
	}
	if form != "AIFF" && form != "AIFC" {
		return nil, fault.New(fault.Corrupt, "a form of type %q", form)
	}
	var t *track
	var sound iff.Chunk
	count := 0
	for c, err := range file.Chunks(src) {
		if err != nil {
			return nil, err
		}
		if count++; count > maxChunks {
			return nil, fault.New(fault.LimitCount, "no samples in the first %d chunks", maxChunks)
		}
		switch c.ID {
		case "COMM":
			if t, err = readCommon(src, c, form == "AIFC"); err != nil {
				return nil, err
			}
		case "SSND":
			sound = c
		}
		if t != nil && sound.ID != "" {
			return t, t.placeSound(sound)
		}
	}
	if t == nil {
		return nil, fault.New(fault.Corrupt, "AIFF file without a format (COMM)")
	}
	return nil, fault.New(fault.NoPicture, "the sound has no samples")
}

// readCommon reads the Common chunk (AIFF 1.3 §COMM, AIFF-C §5).
func readCommon(src *picture.Source, c iff.Chunk, hasCoding bool) (*track, error) {
	b, err := src.Bytes(c.Off, min(c.Size, 64))
	if err != nil {
		return nil, err
	}
	r := bits.Big(b)
	l := layout{channels: int(r.U16())}
	r.Skip(4)
	width := int(r.U16())
	l.rate = extended(r.U16(), r.U64())
	coding := "NONE"
	if hasCoding {
		coding = string(r.Bytes(4))
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if l.channels == 0 {
		return nil, fault.New(fault.Corrupt, "AIFF file of no channels")
	}
	err = l.setAIFF(coding, width)
	return &track{src: src, layout: l}, err
}

// extended returns a positive 80-bit number as a whole one.
func extended(exponent uint16, mantissa uint64) int {
	v := math.Ldexp(float64(mantissa), int(exponent&0x7fff)-16383-63)
	return int(min(v, 1<<30))
}

// setAIFF sets how samples of a coding are decoded.
func (l *layout) setAIFF(coding string, width int) error {
	l.name, l.samples = "AIFF", 1
	bytes := (width + 7) / 8
	var s sampler
	switch coding {
	case "NONE", "twos", "in24", "in32":
		s = integers(binary.BigEndian, bytes)
	case "sowt":
		s = integers(binary.LittleEndian, bytes)
	case "raw ":
		s, bytes = unsigned, 1
	case "fl32", "FL32":
		s, bytes = floats(binary.BigEndian, 4), 4
	case "fl64", "FL64":
		s, bytes = floats(binary.BigEndian, 8), 8
	case "alaw", "ALAW":
		s, bytes = aLaw, 1
	case "ulaw", "ULAW":
		s, bytes = muLaw, 1
	case "ima4":
		l.setIMA4()
		return nil
	}
	if s == nil {
		return fault.New(fault.Unsupported, "AIFF file of coding %q with %d bits", coding, width)
	}
	l.set(s, bytes)
	return nil
}

// placeSound sets where the samples lie (AIFF 1.3 §SSND).
func (t *track) placeSound(c iff.Chunk) error {
	const head = 8 // offset and block size
	b, err := t.src.Bytes(c.Off, min(c.Size, head))
	if err != nil {
		return err
	}
	r := bits.Big(b)
	skip := int64(r.U32())
	if r.Err() != nil || skip > c.Size-head {
		skip = 0
	}
	t.off, t.size = c.Off+head+skip, c.Size-head-skip
	return nil
}
