// Package movie shows films by a picture that lies ready in them: a cover, a poster, or
// the first frame where frames are pictures of their own (Motion JPEG and PNG). Other
// frames are not decoded: such a clip without a cover fails as unsupported, which names
// the codec that is missing.
//
//   - MP4, MOV, 3GP (ISO/IEC 14496-12, "QuickTime File Format"): covr of the tags; tracks
//     of JPEG or PNG, such as posters, pictures of chapters and Motion JPEG; the thumbnail
//     of Canon's cameras.
//   - Matroska and WebM (RFC 9559): attached covers (§21.1), Motion JPEG.
//   - AVI ("AVI RIFF File Reference"): Motion JPEG, PNG, bitmaps.
//   - ASF and Ogg: the pictures of their tags.
//   - Flash video, MPEG program and transport streams, MXF: nothing but the codec.
//
// Interlaced Motion JPEG, whose frames are two pictures, is unsupported.
//
// Headers and indexes are read, never frames but the one that is shown, so that a cover
// costs the same in a film of any length, wherever in it the tags are. A film in which
// there are only sounds fails with no-picture.
package movie

import (
	"bytes"
	"io"

	"apsync/core/bits"
	"apsync/core/container/artwork"
	"apsync/core/container/asf"
	"apsync/core/container/ogg"
	"apsync/core/fault"
	"apsync/core/loaders/cover"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// isPicture reports whether data begin like a JPEG or a PNG file.
func isPicture(r *io.SectionReader) bool {
	var head [4]byte
	if bits.ReadFull(r, head[:], 0) != nil {
		return false
	}
	return bytes.HasPrefix(head[:], []byte("\xff\xd8\xff")) || string(head[:]) == "\x89PNG"
}

// frame opens the first of so many frames, 0 where they were not counted, which is a
// picture of its own; height is that of the clip.
func frame(r *io.SectionReader, frames, height int) (*embedded.Preview, error) {
	opened, err := embedded.Open(r, r.Size(), "the first frame")
	if err != nil {
		return nil, err
	}
	if got := opened.Info().Height; height >= 2*got-1 && got > 1 {
		return nil, cover.Missing("interlaced Motion JPEG")
	}
	return newFrame(opened, frames), nil
}

// newFrame returns an opened frame as what stands for a clip of so many.
func newFrame(opened picture.Picture, frames int) *embedded.Preview {
	note := "shown is the first frame of the clip"
	if frames == 1 {
		note = "shown is the picture that is kept as a track of the clip"
	}
	return &embedded.Preview{Picture: opened, Pages: max(1, frames), Notes: []string{note}}
}

// silent is the reason for a file without a track of pictures.
func silent() error {
	return fault.New(fault.NoPicture, "the file holds no cover and no track of pictures").
		Advise("add a cover with a program that edits tags")
}

// shown returns the cover among pictures, else what found says of the frames; tagErr is
// what was wrong with the tags.
func shown(pictures []artwork.Picture, tagErr error, found func() (picture.Picture, error)) (picture.Picture, error) {
	opened, coverErr := cover.Open(pictures)
	if coverErr == nil {
		return opened, nil
	}
	opened, err := found()
	switch {
	case err == nil:
		return opened, nil
	case len(pictures) > 0:
		return nil, coverErr
	case tagErr != nil:
		return nil, tagErr
	}
	return nil, err
}

// OpenASF opens a film of Windows Media.
func OpenASF(src *picture.Source) (picture.Picture, error) {
	header, err := asf.Read(src, src.Size())
	return shown(header.Pictures, err, func() (picture.Picture, error) {
		if len(header.VideoCodecs) == 0 {
			return nil, silent()
		}
		return nil, cover.Missing(codecName(header.VideoCodecs[0]))
	})
}

// OpenOgg opens an Ogg film.
func OpenOgg(src *picture.Source) (picture.Picture, error) {
	streams, err := ogg.Streams(src)
	var pictures []artwork.Picture
	codec := ""
	for _, s := range streams {
		found, _ := s.Pictures()
		pictures = append(pictures, found...)
		if codec == "" && s.Codec.IsVideo() {
			codec = string(s.Codec)
		}
	}
	return shown(pictures, err, func() (picture.Picture, error) {
		if codec == "" {
			return nil, silent()
		}
		return nil, cover.Missing(codec)
	})
}
