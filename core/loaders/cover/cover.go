// Package cover opens the picture that stands for a sound or a film, of those that its
// tags carry: the front cover, else one without a kind, else the largest; of what cannot
// be opened the next. Links to pictures elsewhere are refused.
//
// It is also where MP4's tags are read (moov.udta.meta.ilst.covr of Apple's "QuickTime
// File Format", and the same of a meta box of ISO's), since sounds and films share them.
package cover

import (
	"fmt"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Open opens the best of the pictures. It fails with NoPicture where there are none, and
// with the first reason where none can be opened.
func Open(pictures []artwork.Picture) (picture.Picture, error) {
	var failed error
	for _, p := range artwork.Ranked(pictures) {
		opened, err := open(p)
		if err == nil {
			return opened, nil
		}
		if failed == nil {
			failed = err
		}
	}
	if failed == nil {
		failed = fault.New(fault.NoPicture, "the tags hold no cover").Advise("add a cover with a program that edits tags")
	}
	return nil, failed
}

func open(p artwork.Picture) (picture.Picture, error) {
	if p.IsLink() {
		return nil, fault.New(fault.NoPicture, "the cover is a link to a picture elsewhere, which is not followed").
			Advise("have the program that edits the tags put the picture itself into the file")
	}
	var last [1]byte
	if n := p.Data.Size(); n > 0 && bits.ReadFull(p.Data, last[:], n-1) != nil {
		return nil, fault.New(fault.Truncated, "the file ends within the cover of %d bytes", n)
	}
	opened, err := embedded.Open(p.Data, p.Data.Size(), "the cover")
	if fault.CodeOf(err) == fault.UnknownFormat {
		return nil, fault.New(fault.Unsupported, "%s", fault.From(err).Detail)
	}
	if err != nil {
		return nil, err
	}
	info := opened.Info()
	note := fmt.Sprintf("shown is the cover of %d by %d pixels that is kept in the file", info.Width, info.Height)
	return &embedded.Preview{Picture: opened, Pages: 1, Notes: []string{note}}, nil
}

// Missing is the reason for a clip without a cover, whose frames would have to be decoded.
func Missing(codec string) error {
	return fault.New(fault.Unsupported, "the clip has no cover, and decoding frames of %s is missing", codec).
		Advise("put a cover into the file with a program that edits tags, such as one for MP4's or Matroska's")
}
