package movie

import (
	"fmt"
	"io"

	"apsync/core/bits"
	"apsync/core/codec/dib"
	"apsync/core/container/riff"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// maxChunks is how many chunks of a list are looked at for the first frame.
	maxChunks = 256
	// compressionAt is where BITMAPINFOHEADER has its four letters.
	compressionAt = 16
)

// avi is what is known of an AVI file.
type avi struct {
	src     *picture.Source
	streams int
	video   int    // the number of the first stream of pictures, or -1
	codec   string // of it
	frames  uint32
	height  int
	format  riff.Chunk // BITMAPINFOHEADER, and palette
	movi    riff.Chunk
}

// OpenAVI opens a film of Video for Windows.
func OpenAVI(src *picture.Source) (picture.Picture, error) {
	_, file, err := riff.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	a := avi{src: src, video: -1}
	if err := a.lists(file); err != nil {
		return nil, err
	}
	if a.video < 0 {
		return nil, silent()
	}
	data, err := a.firstFrame(a.movi, 1)
	if err != nil {
		return nil, err
	}
	name := codecName(a.codec)
	switch {
	case data == nil && (name == "Motion JPEG" || name == "PNG"):
		return nil, fault.New(fault.Truncated, "the file ends before the first frame")
	case data != nil && isPicture(data):
		return frame(data, int(min(a.frames, 1<<30)), a.height)
	case data != nil && isBitmap(a.codec):
		return a.bitmap(data)
	}
	return nil, missing(name)
}

// isBitmap reports whether the frames are those of bitmaps: without compression, in run
// lengths or with masks ([MS-WMF] §2.1.1.7).
func isBitmap(codec string) bool {
	return codec[0] <= 3 && codec[1:] == "\x00\x00\x00"
}

// bitmap opens the first frame behind its format, as bitmaps have them.
func (a *avi) bitmap(data *io.SectionReader) (picture.Picture, error) {
	const maxFormat = 4096
	format := make([]byte, min(a.format.Size, maxFormat))
	if err := bits.ReadFull(a.src, format, a.format.Off); err != nil {
		return nil, err
	}
	whole := &bits.Joined{Head: format, Rest: data}
	src, err := picture.NewSource(whole, whole.Size(), "the first frame")
	if err != nil {
		return nil, err
	}
	opened, err := dib.OpenPacked(src)
	if err != nil {
		return nil, err
	}
	return newFrame(opened, int(min(a.frames, 1<<30))), nil
}

// form returns the type of a list and the offset behind it.
func (a *avi) form(c riff.Chunk) (string, int64) {
	var name [4]byte
	if c.ID != "LIST" || c.Size < 4 || bits.ReadFull(a.src, name[:], c.Off) != nil {
		return "", c.Off
	}
	return string(name[:]), c.Off + 4
}

// lists takes the streams' headers, and where the frames are.
func (a *avi) lists(file riff.Chunk) error {
	n := 0
	for c, err := range riff.Chunks(a.src, file.Off, file.End()) {
		if err != nil {
			return err
		}
		name, off := a.form(c)
		switch name {
		case "hdrl":
			if err := a.headers(off, c.End()); err != nil {
				return err
			}
		case "movi":
			a.movi = c
			return nil
		}
		if n++; n == maxChunks {
			break
		}
	}
	return nil
}

// headers looks for the first stream of pictures.
func (a *avi) headers(off, end int64) error {
	n := 0
	for c, err := range riff.Chunks(a.src, off, end) {
		if err != nil {
			return err
		}
		if name, off := a.form(c); name == "strl" {
			if err := a.stream(off, c.End()); err != nil {
				return err
			}
			a.streams++
		}
		if n++; n == maxChunks {
			break
		}
	}
	return nil
}

// stream takes the header and the format of a stream.
func (a *avi) stream(off, end int64) error {
	n := 0
	for c, err := range riff.Chunks(a.src, off, end) {
		if err != nil {
			return err
		}
		var head [36]byte
		if err := bits.ReadFull(a.src, head[:min(int64(len(head)), c.Size)], c.Off); err != nil {
			return err
		}
		switch {
		case c.ID == "strh" && string(head[:4]) == "vids" && a.video < 0:
			a.video = a.streams
			numbers := bits.Little(head[32:])
			a.codec, a.frames = string(head[4:8]), numbers.U32()
		case c.ID == "strf" && a.video == a.streams:
			a.codec = string(head[compressionAt : compressionAt+4])
			a.format = c
			a.height = int(bits.Little(head[8:]).I32())
		}
		if n++; c.ID == "strf" || n == maxChunks {
			return nil
		}
	}
	return nil
}

// firstFrame returns the first frame that has data, nil where there is none; lists of
// chunks that are read together are looked into.
func (a *avi) firstFrame(list riff.Chunk, depth int) (*io.SectionReader, error) {
	_, off := a.form(list)
	wanted := fmt.Sprintf("%02d", a.video)
	n := 0
	for c, err := range riff.Chunks(a.src, off, list.End()) {
		if err != nil {
			return nil, err
		}
		if name, _ := a.form(c); name == "rec " && depth > 0 {
			if found, err := a.firstFrame(c, depth-1); found != nil || err != nil {
				return found, err
			}
		}
		if c.Size > 0 && c.ID[:2] == wanted && (c.ID[2:] == "dc" || c.ID[2:] == "db") {
			if c.Cut {
				return nil, fault.New(fault.Truncated, "the file ends within the first frame")
			}
			return io.NewSectionReader(a.src, c.Off, c.Size), nil
		}
		if n++; n == maxChunks {
			break
		}
	}
	return nil, nil
}
