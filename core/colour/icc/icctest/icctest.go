// Package icctest builds ICC profiles for tests, from the specification (ICC.1:2022)
// rather than from the code that reads them.
package icctest

import (
	"encoding/binary"
	"math"
)

// Tag is a tag of a profile.
type Tag struct {
	Name string // four characters
	Data []byte
}

// Kind is what a profile's header says.
type Kind struct {
	Class, Space, PCS string // four characters each
	Version           byte   // 2 or 4
}

// Display is the kind of a matrix profile.
var Display = Kind{"mntr", "RGB ", "XYZ ", 4}

// Profile returns a profile with the given tags.
func Profile(kind Kind, tags ...Tag) []byte {
	p := make([]byte, 132, 1024)
	p[8] = kind.Version
	copy(p[12:], kind.Class)
	copy(p[16:], kind.Space)
	copy(p[20:], kind.PCS)
	copy(p[36:], "acsp")
	copy(p[68:], words(fixed(0.9642), fixed(1), fixed(0.8249)))
	binary.BigEndian.PutUint32(p[128:], uint32(len(tags)))
	off := 132 + 12*len(tags)
	var content []byte
	for _, tag := range tags {
		p = append(p, tag.Name...)
		p = append(p, words(uint32(off+len(content)), uint32(len(tag.Data)))...)
		content = append(content, padded(tag.Data)...)
	}
	p = append(p, content...)
	binary.BigEndian.PutUint32(p, uint32(len(p)))
	return p
}

// Matrix returns an RGB profile of a matrix to XYZ of D50 and one curve for all
// channels.
func Matrix(toXYZ [3][3]float64, curve []byte) []byte {
	tags := []Tag{{"wtpt", XYZ(0.9642, 1, 0.8249)}}
	for c, name := range []string{"r", "g", "b"} {
		tags = append(tags,
			Tag{name + "XYZ", XYZ(toXYZ[0][c], toXYZ[1][c], toXYZ[2][c])},
			Tag{name + "TRC", curve})
	}
	return Profile(Display, tags...)
}

// Grey returns a grey profile.
func Grey(curve []byte) []byte {
	return Profile(Kind{"mntr", "GRAY", "XYZ ", 2}, Tag{"wtpt", XYZ(0.9642, 1, 0.8249)}, Tag{"kTRC", curve})
}

// Matrices to XYZ of D50 as the published profiles of these spaces state them.
var (
	SRGBMatrix = [3][3]float64{
		{0.43607, 0.38515, 0.14307},
		{0.22249, 0.71687, 0.06061},
		{0.01392, 0.09708, 0.71410},
	}
	AdobeRGBMatrix = [3][3]float64{
		{0.60974, 0.20528, 0.14919},
		{0.31111, 0.62567, 0.06322},
		{0.01947, 0.06087, 0.74457},
	}
	DisplayP3Matrix = [3][3]float64{
		{0.51512, 0.29198, 0.15710},
		{0.24120, 0.69225, 0.06657},
		{-0.00105, 0.04189, 0.78407},
	}
	ProPhotoMatrix = [3][3]float64{
		{0.79767, 0.13519, 0.03134},
		{0.28804, 0.71188, 0.00009},
		{0.00000, 0.00000, 0.82491},
	}
)

// XYZ returns an XYZType (§10.31).
func XYZ(x, y, z float64) []byte {
	return append([]byte("XYZ \x00\x00\x00\x00"), words(fixed(x), fixed(y), fixed(z))...)
}

// Gamma returns a curveType of an exponent (§10.6).
func Gamma(gamma float64) []byte {
	return append([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), shorts(uint16(math.Round(gamma*256)))...)
}

// Samples returns a curveType of n samples of f.
func Samples(n int, f func(float64) float64) []byte {
	b := append([]byte("curv\x00\x00\x00\x00"), words(uint32(n))...)
	for i := range n {
		b = append(b, shorts(unit(f(float64(i)/float64(n-1)), 65535))...)
	}
	return b
}

// Formula returns a parametricCurveType (§10.18).
func Formula(kind uint16, params ...float64) []byte {
	b := append([]byte("para\x00\x00\x00\x00"), shorts(kind, 0)...)
	for _, p := range params {
		b = append(b, words(fixed(p))...)
	}
	return b
}

// SRGBCurve is the transfer of sRGB as a formula.
func SRGBCurve() []byte {
	return Formula(3, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)
}

// CICP returns a cicpType (§10.4).
func CICP(primaries, transfer byte) []byte {
	return []byte{'c', 'i', 'c', 'p', 0, 0, 0, 0, primaries, transfer, 0, 1}
}

func words(values ...uint32) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

func shorts(values ...uint16) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
}

// fixed returns an s15Fixed16Number.
func fixed(v float64) uint32 { return uint32(int32(math.Round(v * 65536))) }

// unit scales 0..1 to an integer.
func unit(v, full float64) uint16 { return uint16(math.Round(min(max(v, 0), 1) * full)) }

func padded(b []byte) []byte {
	return append(b, make([]byte, (4-len(b)%4)%4)...)
}
