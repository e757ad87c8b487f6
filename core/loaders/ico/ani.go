package ico

import (
	"encoding/binary"
	"strings"

	"apsync/core/container/riff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// animation is the form type of animated cursors.
const animation = "ACON"

const (
	maxFrames = 1 << 12 // that are listed
	maxChunks = 1 << 16 // of the file and of its lists
)

func isAnimated(head []byte) bool {
	return len(head) >= dirSize+entrySize && strings.HasPrefix(string(head), "RIFF") && string(head[8:12]) == animation
}

// openAnimated opens the frame that is shown first.
func openAnimated(src *picture.Source) (picture.Picture, error) {
	_, whole, err := riff.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	first, left := uint32(0), maxChunks
	var frames []riff.Chunk
	for c, err := range riff.Chunks(src, whole.Off, whole.End()) {
		if err == nil {
			err = take(&left)
		}
		if err != nil {
			return nil, err
		}
		switch c.ID {
		case "seq ":
			if b, err := src.Bytes(c.Off, min(c.Size, 4)); err == nil && len(b) == 4 {
				first = binary.LittleEndian.Uint32(b)
			}
		case "LIST":
			if frames, err = readFrames(src, c, frames, &left); err != nil {
				return nil, err
			}
		}
	}
	if len(frames) == 0 {
		return nil, fault.New(fault.NoPicture, "the animation has no frames")
	}
	if first >= uint32(len(frames)) {
		first = 0
	}
	return openFrame(src, frames[first], len(frames))
}

// take takes one of the chunks that are left.
func take(left *int) error {
	if *left--; *left < 0 {
		return fault.New(fault.LimitCount, "more than %d chunks", maxChunks)
	}
	return nil
}

// readFrames adds the frames of a list, if it is one of frames.
func readFrames(src *picture.Source, list riff.Chunk, frames []riff.Chunk, left *int) ([]riff.Chunk, error) {
	const nameSize = 4
	name, err := src.Bytes(list.Off, min(list.Size, nameSize))
	if err != nil || string(name) != "fram" {
		return frames, err
	}
	for c, err := range riff.Chunks(src, list.Off+nameSize, list.End()) {
		if err == nil {
			err = take(left)
		}
		if err != nil {
			return nil, err
		}
		if c.ID == "icon" && len(frames) < maxFrames {
			frames = append(frames, c)
		}
	}
	return frames, nil
}

func openFrame(src *picture.Source, frame riff.Chunk, frames int) (picture.Picture, error) {
	part, err := section(src, frame.Off, frame.Size)
	if err != nil {
		return nil, err
	}
	if !Match(part.Head()) || isAnimated(part.Head()) {
		return nil, fault.New(fault.Unsupported, "the first frame is no icon")
	}
	f, err := openDirectory(part)
	if err != nil {
		return nil, err
	}
	f.Mimetype, f.Pages = "application/x-navi-animation", frames
	return f, nil
}
