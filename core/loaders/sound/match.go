package sound

import (
	"bytes"
	"encoding/binary"
)

// Beginnings that count only where the file is named as such a sound.
var (
	// SharedMP3 are single frames, what some writers put in front of the first, and an APE
	// tag.
	SharedMP3 = []string{
		"\xff\xfa", "\xff\xfb", "\xff\xf2", "\xff\xf3", "\xff\xe2", "\xff\xe3", // layer III
		"\xff\xfc", "\xff\xfd", "\xff\xf4", "\xff\xf5", "\xff\xfe", "\xff\xff", "\xff\xf6", "\xff\xf7", // II and I
		"\x00\x00\x00\x00\x00\x00\x00\x00", "APETAGEX",
	}
	// SharedM4A are brands of films, which sounds have too.
	SharedM4A = []string{
		"????ftypiso", "????ftypmp4", "????ftypqt", "????ftypM4", "????ftyp3g", "????ftypdash", "????ftypaax", "????ftypMSNV", "????ftypF4",
	}
)

// MatchMP3 reports whether a file that begins so is a sound of MPEG-1, 2 or 2.5: it has
// an ID3 tag, or two frames that follow each other (ISO/IEC 11172-3 §2.4.1.3).
func MatchMP3(head []byte) bool {
	if bytes.HasPrefix(head, []byte("ID3")) {
		return true
	}
	first, ok := frameBytes(head)
	if !ok || first > len(head) {
		return false
	}
	_, ok = frameBytes(head[first:])
	return ok
}

// bitrates are in kbit/s by the index in a frame's header, for MPEG-1 and for the others,
// layers I to III.
var bitrates = [2][3][15]int{
	{
		{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	},
	{
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	},
}

// frameBytes returns the length of the frame that b begins with, or false where it begins
// with none.
func frameBytes(b []byte) (int, bool) {
	if len(b) < 4 {
		return 0, false
	}
	head := binary.BigEndian.Uint32(b)
	version, layer := head>>19&3, 3-int(head>>17&3) // layer 0 is I, 3 is reserved
	rate, frequency := int(head>>12&15), head>>10&3
	if head>>21 != 0x7ff || version == 1 || layer == 3 || rate == 0 || rate == 15 || frequency == 3 {
		return 0, false
	}
	low := 0
	hertz := [3]int{44100, 48000, 32000}[frequency]
	if version != 3 {
		low, hertz = 1, hertz/2
		if version == 0 {
			hertz /= 2
		}
	}
	bits, padding := bitrates[low][layer][rate]*1000, int(head>>9&1)
	switch {
	case layer == 0:
		return (12*bits/hertz + padding) * 4, true
	case layer == 2 && low == 1:
		return 72*bits/hertz + padding, true
	}
	return 144*bits/hertz + padding, true
}

// MatchAAC reports whether a file that begins so is AAC in ADTS: two frames follow each
// other (ISO/IEC 13818-7 §6.2).
func MatchAAC(head []byte) bool {
	for range 2 {
		if len(head) < 7 || head[0] != 0xff || head[1]&0xf6 != 0xf0 {
			return false
		}
		size := int(head[3]&3)<<11 | int(head[4])<<3 | int(head[5])>>5
		if size < 7 || size > len(head) {
			return false
		}
		head = head[size:]
	}
	return true
}
