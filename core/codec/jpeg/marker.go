package jpeg

import "fmt"

// Markers, named as in T.81 table B.1. Each follows a byte of 0xff.
const (
	markerSOF0  = 0xc0 // baseline
	markerSOF1  = 0xc1 // extended sequential, Huffman
	markerSOF2  = 0xc2 // progressive, Huffman
	markerSOF3  = 0xc3 // lossless
	markerDHT   = 0xc4
	markerJPG   = 0xc8
	markerSOF9  = 0xc9 // extended sequential, arithmetic
	markerSOF10 = 0xca // progressive, arithmetic
	markerSOF11 = 0xcb // lossless, arithmetic
	markerDAC   = 0xcc
	markerSOF15 = 0xcf
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDNL   = 0xdc
	markerDRI   = 0xdd
	markerDHP   = 0xde
	markerAPP0  = 0xe0
	markerAPP1  = 0xe1
	markerAPP2  = 0xe2
	markerAPP14 = 0xee
	markerSOF48 = 0xf7 // JPEG-LS, ITU-T T.87
	markerTEM   = 0x01

	// markerNone stands for the end of the file; no marker has this code, which is
	// that of a stuffed byte (T.81 §B.1.1.5).
	markerNone = 0x00
)

// isRestart reports whether code is one of the restart markers.
func isRestart(code byte) bool { return code >= markerRST0 && code <= markerRST7 }

// standsAlone reports whether no segment follows the marker.
func standsAlone(code byte) bool { return isRestart(code) || code == markerTEM }

// describe names what stands at the end of entropy-coded data.
func describe(code byte) string {
	switch {
	case code == markerNone:
		return "the end of the file"
	case code == markerEOI:
		return "the end-of-image marker"
	}
	return fmt.Sprintf("marker ff%02x", code)
}

// unsupportedProcess names the coding that a marker announces where it is one that
// is not read, else it is empty.
func unsupportedProcess(code byte) string {
	switch {
	case code == markerSOF48:
		return "JPEG-LS coding"
	case code == markerDHP, code >= 0xc5 && code <= 0xc7, code >= 0xcd && code <= markerSOF15:
		return "hierarchical coding"
	case code == markerSOF11:
		return "lossless arithmetic coding"
	case code == markerJPG:
		return "a coding reserved for extensions"
	}
	return ""
}
