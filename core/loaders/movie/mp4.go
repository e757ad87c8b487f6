package movie

import (
	"io"
	"slices"

	"apsync/core/container/isobmff"
	"apsync/core/fault"
	"apsync/core/loaders/cover"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// maxTracks is how many tracks of a film are looked at.
const maxTracks = 64

// stills are brands of pictures, whose files begin like films (ISO/IEC 23008-12 §10).
var stills = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1", "avif", "avis", "avio", "miaf", "j2ki", "jpeg", "crx ", "jxl ", "jp2 ", "jpx "}

// firstBoxes are what files of QuickTime without a file type begin with.
var firstBoxes = []string{"moov", "mdat", "wide", "free", "skip", "pnot"}

// MatchMP4 reports whether a file that begins so is a film of MP4 or QuickTime.
func MatchMP4(head []byte) bool {
	if len(head) < 12 {
		return false
	}
	switch kind := string(head[4:8]); {
	case kind == "ftyp":
		return !slices.Contains(stills, string(head[8:12]))
	case kind == "mdat", kind == "moov":
		return true
	default:
		// Sizes below 64 KiB, since the name alone is no sign.
		return slices.Contains(firstBoxes, kind) && head[0] == 0 && head[1] == 0
	}
}

// turned are the orientations by quarters of a turn.
var turned = [4]picture.Orientation{0, picture.RotateClockwise, picture.Rotate180, picture.RotateCounter}

// OpenMP4 opens a film of MP4 or QuickTime.
func OpenMP4(src *picture.Source) (picture.Picture, error) {
	f := isobmff.New(src, src.Size())
	pictures, err := cover.MP4(f)
	return shown(pictures, err, func() (picture.Picture, error) { return mp4Frame(src, f) })
}

// mp4Frame opens the first track of pictures of their own, else a camera's thumbnail.
func mp4Frame(src *picture.Source, f *isobmff.File) (picture.Picture, error) {
	moov, ok, err := f.Find(f.Root(), "moov")
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.Truncated, "the film has no moov box, which tells its tracks")
	}
	tracks := 0
	codec := ""
	for trak, err := range f.All(moov, "trak") {
		if err != nil {
			return nil, err
		}
		if tracks++; tracks > maxTracks {
			break
		}
		track, err := f.Track(trak)
		if err != nil {
			return nil, err
		}
		if track.Handler != "vide" {
			continue
		}
		if opened, ok := trackFrame(src, track); ok {
			return opened, nil
		}
		if codec == "" {
			codec = track.Entry.Type
		}
	}
	return thumbnail(f, moov, codec)
}

// trackFrame opens the first sample of a track where it is a picture.
func trackFrame(src *picture.Source, track isobmff.Track) (picture.Picture, bool) {
	sample := io.NewSectionReader(src, track.First.Off, track.First.Size)
	if !isPicture(sample) {
		return nil, false
	}
	opened, err := frame(sample, int(min(track.Samples, 1<<30)), track.Height)
	if err != nil {
		return nil, false
	}
	opened.Orientation = turned[track.Turns]
	return opened, true
}

// thumbnail opens what Canon's cameras put into the user data; codec is that of the
// frames, empty where there are none.
func thumbnail(f *isobmff.File, moov isobmff.Box, codec string) (picture.Picture, error) {
	small, ok, err := f.Find(moov, "udta/CNTH/CNDA")
	if err == nil && ok {
		data := f.Section(small)
		if opened, err := embedded.Open(data, data.Size(), "the thumbnail"); err == nil {
			return embedded.NewPreview(opened, "clip"), nil
		}
	}
	if codec != "" {
		return nil, cover.Missing(codecName(codec))
	}
	if _, ok, _ := f.Find(moov, "cmov"); ok {
		return nil, fault.New(fault.Unsupported, "the film's moov box is compressed")
	}
	return nil, silent()
}
