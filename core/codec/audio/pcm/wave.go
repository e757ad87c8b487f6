package pcm

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/container/riff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Codings of a WAVE file (mmreg.h).
const (
	tagPCM        = 0x0001
	tagMSADPCM    = 0x0002
	tagFloat      = 0x0003
	tagALaw       = 0x0006
	tagMuLaw      = 0x0007
	tagIMAADPCM   = 0x0011
	tagExtensible = 0xfffe
)

// maxFormat is how much of a "fmt " chunk is read, in bytes: the coefficients of
// Microsoft's ADPCM are the longest part of one.
const maxFormat = 2 << 10

// readWave finds format and samples.
func readWave(src *picture.Source) (*track, error) {
	off, end, large, err := waveChunks(src)
	if err != nil {
		return nil, err
	}
	var t *track
	var claimed64 int64 // of the samples, in RF64
	count := 0
	for c, err := range riff.Chunks(src, off, end) {
		if err != nil {
			return nil, err
		}
		if count++; count > maxChunks {
			return nil, fault.New(fault.LimitCount, "no samples in the first %d chunks", maxChunks)
		}
		switch c.ID {
		case "ds64":
			claimed64 = dataSize(src, c)
		case "fmt ":
			if t, err = readFormat(src, c); err != nil {
				return nil, err
			}
		case "data":
			if t == nil {
				return nil, fault.New(fault.Corrupt, "samples without a format before them")
			}
			t.off, t.size = c.Off, samplesSize(src, c, large, claimed64)
			return t, nil
		}
	}
	if t == nil {
		return nil, fault.New(fault.Corrupt, "wave file without a format")
	}
	return nil, fault.New(fault.NoPicture, "the sound has no samples")
}

// waveChunks returns where a file's chunks are. RF64 and BW64 are large: their sizes
// stand elsewhere, so chunks go to the file's end.
func waveChunks(src *picture.Source) (off, end int64, large bool, err error) {
	const head = 12
	b, err := src.Bytes(0, head)
	if err != nil {
		return 0, 0, false, err
	}
	id, form := string(b[:4]), string(b[8:])
	switch {
	case form != "WAVE":
		return 0, 0, false, fault.New(fault.Corrupt, "a %s of type %q", id, form)
	case id == "RIFX":
		return 0, 0, false, fault.New(fault.Unsupported, "wave file of big-endian numbers (RIFX)")
	case id == "RF64", id == "BW64":
		return head, src.Size(), true, nil
	}
	_, file, err := riff.Open(src, src.Size())
	return file.Off, file.End(), false, err
}

// dataSize returns the size of the samples that a ds64 chunk gives (EBU Tech 3306
// §2.1), 0 where it has none.
func dataSize(src *picture.Source, c riff.Chunk) int64 {
	b, err := src.Bytes(c.Off, min(c.Size, 16))
	if err != nil || len(b) < 16 {
		return 0
	}
	return int64(min(binary.LittleEndian.Uint64(b[8:]), 1<<62))
}

// samplesSize returns how many bytes of samples there are. Writers that could not go
// back leave 0 or all ones in their sizes: then all that follows are samples.
func samplesSize(src *picture.Source, c riff.Chunk, large bool, claimed64 int64) int64 {
	rest := src.Size() - c.Off
	var size uint32
	if b, err := src.Bytes(c.Off-4, 4); err == nil {
		size = binary.LittleEndian.Uint32(b)
	}
	var whole uint32
	if b, err := src.Bytes(4, 4); err == nil {
		whole = binary.LittleEndian.Uint32(b)
	}
	switch {
	case large && size == 0xffffffff && claimed64 > 0:
		return min(claimed64, rest)
	case size == 0xffffffff, size == 0 && (whole == 0 || whole == 0xffffffff):
		return rest
	}
	return c.Size
}

// readFormat reads WAVEFORMATEX and what follows it.
func readFormat(src *picture.Source, c riff.Chunk) (*track, error) {
	b, err := src.Bytes(c.Off, min(c.Size, maxFormat))
	if err != nil {
		return nil, err
	}
	r := bits.Little(b)
	tag := r.U16()
	l := layout{channels: int(r.U16()), rate: int(min(r.U32(), 1<<30))}
	r.Skip(4)
	l.block = int(r.U16())
	if err := r.Err(); err != nil {
		return nil, err
	}
	width := 8 // of old files, which end here
	if r.Len() >= 2 {
		width = int(r.U16())
	}
	var extra []byte
	if r.Len() >= 2 {
		extra = r.Bytes(min(int(r.U16()), r.Len()))
	}
	if tag == tagExtensible && len(extra) >= 8 {
		tag = binary.LittleEndian.Uint16(extra[6:])
	}
	if l.channels == 0 {
		return nil, fault.New(fault.Corrupt, "wave file of no channels")
	}
	err = l.setWave(tag, width, extra)
	return &track{src: src, layout: l}, err
}

// setWave sets how samples are decoded that are coded as tag says, in width bits. A
// sample takes as many bytes as the size of a block says, its bits in the upper ones
// ("Multiple channel audio data and WAVE files", wValidBitsPerSample).
func (l *layout) setWave(tag uint16, width int, extra []byte) error {
	l.name, l.samples = "WAV", 1
	bytes := (width + 7) / 8
	if l.block%l.channels == 0 && l.block/l.channels > bytes {
		bytes = l.block / l.channels
	}
	var s sampler
	switch tag {
	case tagPCM:
		s = integers(binary.LittleEndian, bytes)
		if bytes == 1 {
			s = unsigned
		}
	case tagFloat:
		s = floats(binary.LittleEndian, bytes)
	case tagALaw:
		s, bytes = aLaw, 1
	case tagMuLaw:
		s, bytes = muLaw, 1
	case tagIMAADPCM:
		return l.setIMA()
	case tagMSADPCM:
		return l.setMS(extra)
	}
	if s == nil {
		return fault.New(fault.Unsupported, "wave file of coding %#04x with %d bits", tag, width)
	}
	l.set(s, bytes)
	return nil
}
