// Package icc reads ICC profiles, ICC.1:2001-04 (version 2) and ICC.1:2022
// (version 4.4), far enough to say which colour a pixel of a picture means:
// https://www.color.org/specification/ICC.1-2022-05.pdf
//
// Read are input, display, output and colour space profiles of grey, RGB, CMYK
// and Lab pictures, whether by matrix and curves, by a grey curve or by tables
// (lut8Type, lut16Type, lutAToBType, lutBToAType), with either connection space;
// and the cicp tag. Where there are tables they decide, as the specification
// wants; of several, the relative colorimetric ones. Not read are device links,
// abstract and named colour profiles, spaces of other channels, and the
// floating-point tags (D2Bx) of version 4.3, beside which the tables must be
// present anyway: Parse returns an Unsupported error where nothing else is left.
//
// Nothing is copied out of the profile: tables and curves are read where they
// lie, so that a parsed profile takes no memory to speak of. Every offset, size
// and count is checked by Parse; what it returns can be evaluated without error.
// A profile has at most 100 tags, a table at most 4 channels on either side.
package icc

import (
	"apsync/core/bits"
	"apsync/core/fault"
)

// maxTags bounds the tag table; profiles in use have about 20 tags.
const maxTags = 100

// headerSize is the length of the header and of the tag count after it.
const headerSize = 128 + 4

// White is the white of the connection space, ICC.1:2022 §7.2.16.
var White = [3]float64{0.9642, 1, 0.8249}

// signature is four characters as a number.
type signature uint32

func (s signature) String() string {
	b := []byte{byte(s >> 24), byte(s >> 16), byte(s >> 8), byte(s)}
	for i, c := range b {
		if c < ' ' || c > '~' {
			b[i] = '?'
		}
	}
	return string(b)
}

// sign returns the signature that s spells.
func sign(s string) signature {
	return signature(s[0])<<24 | signature(s[1])<<16 | signature(s[2])<<8 | signature(s[3])
}

// Model is what the channels of a profile's pictures are.
type Model uint8

// The models of pictures.
const (
	Grey Model = iota
	RGB
	CMYK
	Lab
)

// Channels returns the number of samples of a pixel.
func (m Model) Channels() int { return [...]int{Grey: 1, RGB: 3, CMYK: 4, Lab: 3}[m] }

// String returns the model's name in a sentence.
func (m Model) String() string {
	return [...]string{Grey: "grey", RGB: "RGB", CMYK: "CMYK", Lab: "Lab"}[m]
}

// Profile is a parsed profile. Exactly one of its ways is there: Tables, Matrix or
// GreyCurve.
type Profile struct {
	Model Model
	// Tables is set where the profile has tables.
	Tables *Tables
	// Matrix is set where an RGB profile has no tables.
	Matrix *Matrix
	// GreyCurve is set where a grey profile has no tables.
	GreyCurve *GreyCurve
	// CICP is set where the profile names its code points.
	CICP *CICP
}

// Matrix is the way of an RGB profile: Curves give light from samples, both 0..1,
// and ToXYZ takes light to XYZ relative to White.
type Matrix struct {
	Curves [3]*Curve
	ToXYZ  [3][3]float64
}

// GreyCurve is the way of a grey profile.
type GreyCurve struct {
	Curve *Curve
	// Lightness says that the curve gives L*/100 rather than Y.
	Lightness bool
}

// CICP are the code points of Rec. ITU-T H.273.
type CICP struct{ Primaries, Transfer uint8 }

// Parse reads a profile. Its error is Corrupt or Truncated where the profile
// contradicts itself, Unsupported where it is of a kind that is not read. The
// profile keeps data, which must not change.
func Parse(data []byte) (*Profile, error) {
	f, err := parseFile(data)
	if err != nil {
		return nil, err
	}
	p := &Profile{}
	if p.Model, err = f.model(); err != nil {
		return nil, err
	}
	p.CICP = f.cicp()
	switch {
	case f.has("A2B0") || f.has("A2B1"):
		p.Tables, err = f.tables(p.Model)
	case p.Model == RGB:
		p.Matrix, err = f.matrix()
	case p.Model == Grey:
		p.GreyCurve, err = f.greyCurve()
	default:
		err = fault.New(fault.Unsupported, "a %s profile without tables", p.Model)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// file is a profile's header and tag table.
type file struct {
	data              []byte
	class, space, pcs signature
	tags              map[signature][]byte
}

func parseFile(data []byte) (*file, error) {
	if len(data) < headerSize {
		return nil, fault.New(fault.Truncated, "%d bytes are too few for a header", len(data))
	}
	r := bits.Big(data)
	r.Seek(12)
	f := &file{data: data, class: signature(r.U32()), space: signature(r.U32()), pcs: signature(r.U32())}
	r.Seek(36)
	if magic := signature(r.U32()); magic != sign("acsp") {
		return nil, fault.New(fault.Corrupt, "the signature is %q instead of \"acsp\"", magic)
	}
	r.Seek(128)
	count := r.U32()
	if count > maxTags {
		return nil, fault.New(fault.LimitCount, "%d tags exceed %d", count, maxTags)
	}
	f.tags = make(map[signature][]byte, count)
	for range count {
		name, off, size := signature(r.U32()), int64(r.U32()), int64(r.U32())
		if err := r.Err(); err != nil {
			return nil, err
		}
		if off > int64(len(data)) || size > int64(len(data))-off {
			return nil, fault.New(fault.Truncated, "tag %s of %d bytes at %d exceeds the profile's %d", name, size, off, len(data))
		}
		if _, again := f.tags[name]; !again {
			f.tags[name] = data[off : off+size : off+size]
		}
	}
	return f, nil
}

func (f *file) has(tag string) bool { return f.tags[sign(tag)] != nil }

// model tells what pictures the profile is for.
func (f *file) model() (Model, error) {
	switch f.class {
	case sign("scnr"), sign("mntr"), sign("prtr"), sign("spac"):
	default:
		return 0, fault.New(fault.Unsupported, "a profile of class %q", f.class)
	}
	if f.pcs != sign("XYZ ") && f.pcs != sign("Lab ") {
		return 0, fault.New(fault.Corrupt, "the connection space is %q", f.pcs)
	}
	switch f.space {
	case sign("GRAY"):
		return Grey, nil
	case sign("RGB "):
		return RGB, nil
	case sign("CMYK"):
		return CMYK, nil
	case sign("Lab "):
		return Lab, nil
	}
	return 0, fault.New(fault.Unsupported, "a profile for %q", f.space)
}

// matrix reads the three curves and colorants, ICC.1:2022 §8.3.3.
func (f *file) matrix() (*Matrix, error) {
	if f.pcs != sign("XYZ ") {
		return nil, fault.New(fault.Corrupt, "a matrix to %q", f.pcs)
	}
	m := &Matrix{}
	for c, name := range []string{"r", "g", "b"} {
		curve, err := f.curve(name + "TRC")
		if err != nil {
			return nil, err
		}
		m.Curves[c] = curve
		xyz, err := f.xyz(name + "XYZ")
		if err != nil {
			return nil, err
		}
		for i, v := range xyz {
			m.ToXYZ[i][c] = v
		}
	}
	return m, nil
}

// greyCurve reads the one curve of a grey profile, ICC.1:2022 §8.3.4.
func (f *file) greyCurve() (*GreyCurve, error) {
	curve, err := f.curve("kTRC")
	if err != nil {
		return nil, err
	}
	return &GreyCurve{Curve: curve, Lightness: f.pcs == sign("Lab ")}, nil
}

// curve reads the curve of a tag.
func (f *file) curve(tag string) (*Curve, error) {
	r := bits.Big(f.tags[sign(tag)])
	curve, err := parseCurve(r)
	if err != nil {
		return nil, fault.New(fault.CodeOf(err), "tag %s: %s", tag, fault.From(err).Detail)
	}
	return curve, nil
}

// xyz reads an XYZType, ICC.1:2022 §10.31.
func (f *file) xyz(tag string) (xyz [3]float64, err error) {
	r := bits.Big(f.tags[sign(tag)])
	kind := signature(r.U32())
	r.Skip(4)
	for i := range xyz {
		xyz[i] = fixed(r)
	}
	if r.Err() == nil && kind != sign("XYZ ") {
		return xyz, fault.New(fault.Corrupt, "tag %s is of type %q", tag, kind)
	}
	if r.Err() != nil {
		return xyz, fault.New(fault.Truncated, "tag %s of %d bytes is too short", tag, len(f.tags[sign(tag)]))
	}
	return xyz, nil
}

// cicp reads the cicp tag, ICC.1:2022 §9.2.17; a damaged one counts as absent.
func (f *file) cicp() *CICP {
	r := bits.Big(f.tags[sign("cicp")])
	kind := signature(r.U32())
	r.Skip(4)
	c := &CICP{Primaries: r.U8(), Transfer: r.U8()}
	if r.Err() != nil || kind != sign("cicp") {
		return nil
	}
	return c
}

// fixed reads an s15Fixed16Number.
func fixed(r *bits.Cursor) float64 { return float64(r.I32()) / 65536 }
