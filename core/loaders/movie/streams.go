package movie

import (
	"bytes"
	"fmt"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Files that have no place for a cover: what they are coded with is told.

// missing is the reason for those.
func missing(codec string) error {
	return fault.New(fault.Unsupported, "decoding frames of %s is missing, and the format has no place for a cover", codec).
		Advise("attach a thumbnail to the file")
}

// flashCodecs are by the number in a tag of video (Adobe, "Video File Format
// Specification" 10.1 §E.4.3.1).
var flashCodecs = map[byte]string{
	2: "Sorenson H.263", 3: "Screen Video", 4: "VP6", 5: "VP6 with alpha", 6: "Screen Video 2", 7: "H.264", 12: "H.265 (HEVC)",
}

// OpenFlash opens a Flash video.
func OpenFlash(src *picture.Source) (picture.Picture, error) {
	const (
		tagBytes, sizeBytes = 11, 4
		videoTag, maxTags   = 9, 256
		extended            = 0x80
	)
	head := bits.Big(src.Head())
	head.Skip(5)
	off := int64(head.U32()) + sizeBytes
	for range maxTags {
		var tag [tagBytes + 5]byte
		if bits.ReadFull(src, tag[:], off) != nil {
			break
		}
		if tag[0]&31 == videoTag {
			first := tag[tagBytes]
			if first&extended != 0 {
				return nil, missing(codecName(string(tag[tagBytes+1:])))
			}
			name, ok := flashCodecs[first&15]
			if !ok {
				name = fmt.Sprintf("codec %d of Flash", first&15)
			}
			return nil, missing(name)
		}
		size := int64(tag[1])<<16 | int64(tag[2])<<8 | int64(tag[3])
		off += tagBytes + size + sizeBytes
	}
	return nil, silent()
}

// Start codes of MPEG video and program streams (ISO/IEC 13818-2 §6.2.1).
var (
	sequenceHeader = []byte{0, 0, 1, 0xb3}
	extensionStart = []byte{0, 0, 1, 0xb5}
	packStart      = []byte{0, 0, 1, 0xba}
)

// MatchMPEG reports whether a file that begins so is MPEG-1 or MPEG-2 video, alone or in a
// program stream.
func MatchMPEG(head []byte) bool {
	return bytes.HasPrefix(head, packStart) || bytes.HasPrefix(head, sequenceHeader)
}

// OpenMPEG opens MPEG-1 and MPEG-2 video and program streams.
func OpenMPEG(src *picture.Source) (picture.Picture, error) {
	_, behind, found := bytes.Cut(src.Head(), sequenceHeader)
	switch {
	case !found:
		return nil, missing("MPEG-1 or MPEG-2 video")
	case bytes.Contains(behind, extensionStart):
		return nil, missing("MPEG-2 video")
	}
	return nil, missing("MPEG-1 video")
}

const (
	packetBytes = 188 // of a transport stream (ISO/IEC 13818-1 §2.4.3)
	timedBytes  = 192 // with a time in front of each packet, as in Blu-ray
	syncByte    = 0x47
	// maxPackets is how many packets are looked at for the tables.
	maxPackets = 4096
)

// transportLayout returns the length of a packet and where the first begins.
func transportLayout(head []byte) (size, begin int, ok bool) {
	for _, layout := range [][2]int{{packetBytes, 0}, {timedBytes, 4}} {
		size, begin := layout[0], layout[1]
		n := 0
		for off := begin; off < len(head) && head[off] == syncByte; off += size {
			n++
		}
		if n >= 3 && begin+n*size >= len(head)-size {
			return size, begin, true
		}
	}
	return 0, 0, false
}

// MatchTransport reports whether a file that begins so is a transport stream of MPEG-2.
func MatchTransport(head []byte) bool {
	_, _, ok := transportLayout(head)
	return ok
}

// streamTypes are the codecs of moving pictures by the number in a program's table
// (ISO/IEC 13818-1 table 2-34, SMPTE RP 227).
var streamTypes = map[byte]string{
	0x01: "MPEG-1 video", 0x02: "MPEG-2 video", 0x10: "MPEG-4 video", 0x1b: "H.264", 0x20: "H.264", 0x21: "JPEG 2000",
	0x24: "H.265 (HEVC)", 0x33: "H.266 (VVC)", 0x42: "AVS", 0xd1: "Dirac", 0xd2: "AVS2", 0xea: "VC-1",
}

// OpenTransport opens a transport stream.
func OpenTransport(src *picture.Source) (picture.Picture, error) {
	size, begin, _ := transportLayout(src.Head())
	t := transport{program: -1}
	packet := make([]byte, packetBytes)
	for i := range maxPackets {
		if bits.ReadFull(src, packet, int64(begin)+int64(i)*int64(size)) != nil {
			break
		}
		if t.packet(packet); t.told {
			break
		}
	}
	switch {
	case t.codec != "":
		return nil, missing(t.codec)
	case t.told:
		return nil, silent()
	}
	return nil, missing("MPEG video")
}

// transport looks for the table of the first program.
type transport struct {
	program int // the packets' identifier of that table, or -1
	codec   string
	told    bool // the table was read
}

// packet takes a packet that begins a table (ISO/IEC 13818-1 §2.4.4).
func (t *transport) packet(p []byte) {
	const hasPayload, hasAdaptation, begins = 0x10, 0x20, 0x40
	id := int(p[1]&31)<<8 | int(p[2])
	if p[0] != syncByte || p[1]&begins == 0 || p[3]&hasPayload == 0 || id != 0 && id != t.program {
		return
	}
	c := bits.Big(p)
	c.Skip(4)
	if p[3]&hasAdaptation != 0 {
		c.Skip(int(c.U8()))
	}
	c.Skip(int(c.U8())) // up to the section
	c.U8()
	section := c.Bytes(int(c.U16() & 0xfff))
	if section == nil {
		section = p[min(len(p), c.Offset()):]
	}
	if id == 0 {
		t.programs(bits.Big(section))
	} else {
		t.streams(bits.Big(section))
	}
}

// programs takes the table of programs (§2.4.4.3).
func (t *transport) programs(c *bits.Cursor) {
	c.Skip(5)
	for c.Len() >= 4+4 { // a checksum ends it
		number, id := c.U16(), c.U16()&0x1fff
		if number != 0 && t.program < 0 {
			t.program = int(id)
		}
	}
}

// streams takes the table of a program's streams (§2.4.4.8).
func (t *transport) streams(c *bits.Cursor) {
	c.Skip(7)
	c.Skip(int(c.U16() & 0xfff))
	for c.Len() >= 5 && c.Err() == nil {
		kind := c.U8()
		c.Skip(2)
		c.Skip(int(c.U16() & 0xfff))
		if name, ok := streamTypes[kind]; ok && t.codec == "" {
			t.codec = name
		}
	}
	t.told = c.Err() == nil
}

// PartitionKey begins MXF files, but for a run-in: the key of a partition (SMPTE ST 377-1
// §7).
const PartitionKey = "\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01"

// essences are codecs by what identifies their container (SMPTE RP 224, ST 379 and kin).
var essences = map[byte]string{
	0x01: "MPEG-2 video (D-10)", 0x02: "DV", 0x03: "D-11", 0x04: "MPEG video", 0x05: "uncompressed pictures", 0x0c: "JPEG 2000",
	0x10: "H.264", 0x11: "VC-3 (DNxHD)", 0x12: "VC-1", 0x1c: "Apple ProRes",
}

// essenceContainer is what identifiers of containers of essence begin with, but for their
// version.
const essenceContainer = "\x06\x0e\x2b\x34\x04\x01\x01?\x0d\x01\x03\x01\x02"

// OpenMXF opens a file of the Material Exchange Format.
func OpenMXF(src *picture.Source) (picture.Picture, error) {
	head := src.Head()
	const version = 7
	for i := 0; i+len(essenceContainer) < len(head); i++ {
		label := head[i : i+len(essenceContainer)]
		if !bytes.HasPrefix(label, []byte(essenceContainer[:version])) || string(label[version+1:]) != essenceContainer[version+1:] {
			continue
		}
		if name, ok := essences[head[i+len(essenceContainer)]]; ok {
			return nil, missing(name)
		}
	}
	return nil, missing("MXF's essence")
}
