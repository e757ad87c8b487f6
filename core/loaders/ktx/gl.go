package ktx

import (
	"slices"
	"strings"

	"apsync/core/codec/texture"
)

// Numbers of OpenGL, of which the registry's gl.xml has the names.

// glChannels are the channels of formats of pixels.
var glChannels = map[uint32]string{
	0x1901: "R", 0x1902: "R", 0x1903: "R", 0x1904: "G", 0x1905: "B", 0x1906: "A", 0x1907: "RGB", 0x1908: "RGBA",
	0x1909: "L", 0x190a: "LA", 0x80e0: "BGR", 0x80e1: "BGRA", 0x8227: "RG", 0x8228: "RG", 0x84f9: "RX",
	0x8c40: "RGB", 0x8c42: "RGBA", 0x8d94: "R", 0x8d98: "RGB", 0x8d99: "RGBA", 0x8d9a: "BGR", 0x8d9b: "BGRA",
}

// glSamples are the types that every channel has alike.
var glSamples = map[uint32]struct{ bits, kind string }{
	0x1400: {"8", "SNORM"}, 0x1401: {"8", "UNORM"}, 0x1402: {"16", "SNORM"}, 0x1403: {"16", "UNORM"},
	0x1404: {"32", "SNORM"}, 0x1405: {"32", "UNORM"}, 0x1406: {"32", "FLOAT"},
	0x140b: {"16", "FLOAT"}, 0x8d61: {"16", "FLOAT"},
}

// glPacked are the types of a pixel in one number: the bits of its channels, the first
// the lowest where they are in reverse, else the highest.
var glPacked = map[uint32]struct {
	bits    []string
	reverse bool
}{
	0x8032: {[]string{"3", "3", "2"}, false},
	0x8362: {[]string{"3", "3", "2"}, true},
	0x8033: {[]string{"4", "4", "4", "4"}, false},
	0x8365: {[]string{"4", "4", "4", "4"}, true},
	0x8034: {[]string{"5", "5", "5", "1"}, false},
	0x8366: {[]string{"5", "5", "5", "1"}, true},
	0x8363: {[]string{"5", "6", "5"}, false},
	0x8364: {[]string{"5", "6", "5"}, true},
	0x8035: {[]string{"8", "8", "8", "8"}, false},
	0x8367: {[]string{"8", "8", "8", "8"}, true},
	0x8036: {[]string{"10", "10", "10", "2"}, false},
	0x8368: {[]string{"10", "10", "10", "2"}, true},
	0x84fa: {[]string{"24", "8"}, false},
}

// Types that are formats of their own.
const (
	glFloat11 = 0x8c3b
	glShared9 = 0x8c3e
)

// glName returns the name of a format of pixels, or "".
func glName(format, kind uint32) string {
	channels := glChannels[format]
	switch kind {
	case glFloat11:
		return "R11G11B10_FLOAT"
	case glShared9:
		return "R9G9B9E5"
	}
	if s, ok := glSamples[kind]; ok && channels != "" {
		return strings.Join(strings.Split(channels, ""), s.bits) + s.bits + "_" + s.kind
	}
	p := glPacked[kind]
	if channels == "" || len(p.bits) != len(channels) {
		return ""
	}
	fields := make([]string, len(channels))
	for i := range fields {
		fields[i] = channels[i:i+1] + p.bits[i]
	}
	if !p.reverse {
		slices.Reverse(fields)
	}
	return strings.Join(fields, "") + "_UNORM"
}

// glBlockNames are the internal formats of blocks.
var glBlockNames = map[uint32]string{
	0x83f0: "BC1", 0x83f1: "BC1", 0x83f2: "BC2", 0x83f3: "BC3",
	0x8c4c: "BC1", 0x8c4d: "BC1", 0x8c4e: "BC2", 0x8c4f: "BC3",
	0x8dbb: "BC4", 0x8dbc: "BC4S", 0x8dbd: "BC5", 0x8dbe: "BC5S",
	0x8c70: "BC4", 0x8c71: "BC4S", 0x8c72: "BC5", 0x8c73: "BC5S",
	0x8e8c: "BC7", 0x8e8d: "BC7", 0x8e8e: "BC6HS", 0x8e8f: "BC6H",
	0x8d64: "ETC1", 0x9270: "EAC", 0x9271: "EACS", 0x9272: "EAC2", 0x9273: "EAC2S",
	0x9274: "ETC2", 0x9275: "ETC2", 0x9276: "ETC2A1", 0x9277: "ETC2A1", 0x9278: "ETC2A8", 0x9279: "ETC2A8",
}

// The first numbers of ASTC, and of its sRGB kind.
const (
	glASTC     = 0x93b0
	glASTCSRGB = 0x93d0
)

// glBlocks returns the format of an internal format of blocks, or nil.
func glBlocks(inner uint32) *texture.Format {
	for _, first := range []uint32{glASTC, glASTCSRGB} {
		if inner >= first && inner < first+14 {
			w, h := texture.ASTCSize(int(inner - first))
			return texture.ASTC(w, h, false)
		}
	}
	if name, ok := glBlockNames[inner]; ok {
		return texture.Named(name)
	}
	return nil
}

// glOpaque reports whether an internal format of blocks has no alpha although its
// blocks may have.
func glOpaque(inner uint32) bool {
	switch inner {
	case 0x83f0, 0x8c4c, 0x8c00, 0x8c01, 0x8a54, 0x8a55:
		return true
	}
	return false
}

// pvrtcBits returns how many bits a pixel of PVRTC has, 0 for other formats.
func pvrtcBits(inner uint32) int {
	switch inner {
	case 0x8c00, 0x8c02, 0x8a55, 0x8a57:
		return 4
	case 0x8c01, 0x8c03, 0x8a54, 0x8a56:
		return 2
	}
	return 0
}
