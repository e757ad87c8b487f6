// Package artwork is what tags of sounds and films say of the pictures that they carry:
// covers, above all. It reads the two structures that several containers share: the
// picture block of FLAC, which Ogg's comments hold too, and Vorbis comments.
//
// Specification: ID3v2.4.0 native frames §4.14 for the kinds, with which FLAC, Ogg, ASF
// and APE agree; RFC 9639 §8.8 (FLAC's picture), Xiph.Org, "VorbisComment" (the fields
// METADATA_BLOCK_PICTURE and the older COVERART, in base64).
//
// A picture is a piece of the file, and is read when it is decoded: a tag costs what its
// headers cost. Links to pictures elsewhere, whose type is "-->", are told and never
// followed. Limits: 65536 comments, 1024 pictures, 1 KiB of a type.
package artwork

import (
	"io"
	"slices"
)

// Kind says what a picture shows, by the numbers of ID3's APIC frame.
type Kind uint8

// The kinds that are told apart here.
const (
	Other      Kind = 0
	FileIcon   Kind = 1
	OtherIcon  Kind = 2
	FrontCover Kind = 3
	BackCover  Kind = 4
)

// MaxPictures is how many pictures of a file are looked at.
const MaxPictures = 1024

// Picture is a picture that a tag carries.
type Picture struct {
	Kind Kind
	// Type is its media type as it was written, often a wrong one.
	Type string
	// Data are its bytes.
	Data *io.SectionReader
}

// IsLink reports whether its data are the address of a picture elsewhere.
func (p Picture) IsLink() bool { return p.Type == "-->" }

// Ranked returns the pictures in the order in which one would be shown for the file: front
// covers, then those without a kind, then the others, of which the largest is first, and
// icons last.
func Ranked(pictures []Picture) []Picture {
	ranked := slices.Clone(pictures)
	slices.SortStableFunc(ranked, func(a, b Picture) int {
		if d := a.Kind.rank() - b.Kind.rank(); d != 0 {
			return d
		}
		if a.Kind.rank() == rankRest {
			return int(max(-1, min(1, b.Data.Size()-a.Data.Size())))
		}
		return 0
	})
	return ranked
}

const rankRest = 2

func (k Kind) rank() int {
	switch k {
	case FrontCover:
		return 0
	case Other:
		return 1
	case FileIcon, OtherIcon:
		return rankRest + 1
	}
	return rankRest
}
