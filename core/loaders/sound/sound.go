// Package sound shows sounds: the cover that their tags carry, else the waveform.
//
// Covers are read from ID3v2 (MP3, AAC, AIFF, WAVE, DSF, TTA), APE tags (MP3, Monkey's
// Audio, WavPack, Musepack, OptimFROG, TAK), FLAC's picture blocks, the comments of Ogg,
// MP4's covr and ASF's WM/Picture; see the packages of these containers for what is read
// of each. Of several the front cover is taken. The sound itself is not read for it: a
// cover costs the same in a file of any length.
//
// What has no cover that can be opened is drawn, see package waveform: WAVE, AIFF, FLAC,
// MP3 and Ogg Vorbis. Other sounds fail with no-picture, or with the reason why a tag or a
// cover is broken where there is one.
package sound

import (
	"io"

	"apsync/core/container/artwork"
	"apsync/core/container/asf"
	"apsync/core/container/flac"
	"apsync/core/container/id3"
	"apsync/core/container/isobmff"
	"apsync/core/container/ogg"
	"apsync/core/loaders/cover"
	"apsync/core/picture"
)

// Kind is a format of sound.
type Kind string

// The kinds of sounds.
const (
	MP3  Kind = "mp3"
	AAC  Kind = "aac" // ADTS
	FLAC Kind = "flac"
	M4A  Kind = "m4a"
	Ogg  Kind = "ogg" // Vorbis, Opus, FLAC or Speex: its streams tell
	WMA  Kind = "wma"
	AIFF Kind = "aiff"
	WAV  Kind = "wav" // RF64 and BW64 included
	DSF  Kind = "dsf"
	// APE is Monkey's Audio, WavPack, Musepack, OptimFROG, TAK or TTA.
	APE Kind = "ape"
)

// Open finds the cover, else draws the waveform.
func (k Kind) Open(src *picture.Source) (picture.Picture, error) {
	pictures, tagErr := k.pictures(src)
	opened, err := cover.Open(pictures)
	if err == nil {
		return opened, nil
	}
	wave, drawErr := drawn(src, k)
	switch {
	case drawErr == nil:
		return wave, nil
	case len(pictures) == 0 && tagErr == nil:
		return nil, drawErr
	case len(pictures) == 0 && tagErr != nil:
		return nil, tagErr
	}
	return nil, err
}

// pictures returns what the tags carry. Those that were found before an error are
// returned with it.
func (k Kind) pictures(src *picture.Source) ([]artwork.Picture, error) {
	switch k {
	case MP3, AAC, APE:
		return edges(src)
	case FLAC:
		return flacPictures(src)
	case M4A:
		return cover.MP4(isobmff.New(src, src.Size()))
	case Ogg:
		return oggPictures(src)
	case WMA:
		header, err := asf.Read(src, src.Size())
		return header.Pictures, err
	case AIFF:
		return aiffPictures(src)
	case WAV:
		return wavPictures(src)
	case DSF:
		return dsfPictures(src)
	}
	return nil, nil
}

// flacPictures returns the pictures of FLAC's blocks, and of an ID3 tag in front of them.
func flacPictures(src *picture.Source) ([]artwork.Picture, error) {
	off := int64(0)
	var before []artwork.Picture
	if tag, ok := id3.At(src, 0); ok {
		// A broken tag that does not belong there is no matter.
		before, _ = tag.Pictures(src)
		off = tag.End()
	}
	pictures, err := flac.Pictures(src, off)
	return append(pictures, before...), err
}

func oggPictures(r io.ReaderAt) ([]artwork.Picture, error) {
	streams, err := ogg.Streams(r)
	var pictures []artwork.Picture
	for _, s := range streams {
		found, e := s.Pictures()
		pictures = append(pictures, found...)
		if err == nil {
			err = e
		}
	}
	return pictures, err
}
