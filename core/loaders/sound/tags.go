package sound

import (
	"encoding/binary"
	"io"

	"apsync/core/bits"
	"apsync/core/container/apetag"
	"apsync/core/container/artwork"
	"apsync/core/container/id3"
	"apsync/core/container/iff"
	"apsync/core/container/riff"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// maxTags is how many ID3 tags are read that follow each other.
	maxTags = 8
	// id3v1Bytes is the length of an ID3v1 tag, which ends a file.
	id3v1Bytes = 128
	// maxChunks is how many chunks of a WAVE or AIFF file are looked at.
	maxChunks = 1 << 12
)

// edges returns the pictures of the tags at the beginning and at the end of a file.
func edges(src *picture.Source) ([]artwork.Picture, error) {
	pictures, err := leading(src)
	if len(pictures) > 0 {
		return pictures, err
	}
	found, e := apetag.Pictures(src, src.Size())
	if len(found) > 0 {
		return found, e
	}
	if err == nil {
		err = e
	}
	for _, end := range []int64{src.Size(), src.Size() - id3v1Bytes} {
		if tag, ok := id3.Before(src, end); ok {
			return tag.Pictures(src)
		}
	}
	return nil, err
}

// leading returns the pictures of the ID3 tags that the file begins with.
func leading(r io.ReaderAt) (pictures []artwork.Picture, err error) {
	off := int64(0)
	for range maxTags {
		tag, ok := id3.At(r, off)
		if !ok {
			return pictures, err
		}
		found, e := tag.Pictures(r)
		pictures = append(pictures, found...)
		if err == nil {
			err = e
		}
		off = tag.End()
	}
	return pictures, err
}

// isID3 reports whether a chunk of WAVE or AIFF holds an ID3 tag: writers disagree.
func isID3(id string) bool {
	return id == "id3 " || id == "ID3 " || id == "id32" || id == "ID32"
}

func aiffPictures(src *picture.Source) ([]artwork.Picture, error) {
	_, form, err := iff.Form(src, src.Size())
	if err != nil {
		return nil, err
	}
	chunks := 0
	for chunk, err := range form.Chunks(src) {
		if err != nil {
			return nil, err
		}
		if isID3(chunk.ID) {
			return chunkPictures(src, chunk.Off)
		}
		if chunks++; chunks == maxChunks {
			return nil, fault.New(fault.LimitCount, "more than %d chunks", maxChunks)
		}
	}
	return nil, nil
}

func chunkPictures(r io.ReaderAt, off int64) ([]artwork.Picture, error) {
	tag, ok := id3.At(r, off)
	if !ok {
		return nil, fault.New(fault.Corrupt, "the id3 chunk at offset %d holds no tag", off)
	}
	return tag.Pictures(r)
}

// wavPictures looks in front of the samples and behind them. Those of RF64 have their
// size elsewhere (EBU Tech 3306 §3).
func wavPictures(src *picture.Source) ([]artwork.Picture, error) {
	const firstChunk = 12
	w := wave{src: src}
	for off := int64(firstChunk); off > 0; {
		w.behind = 0
		if pictures, err := w.walk(off); len(pictures) > 0 || err != nil {
			return pictures, err
		}
		off = w.behind
	}
	return nil, nil
}

// wave is a WAVE file whose chunks are walked.
type wave struct {
	src     *picture.Source
	chunks  int
	samples int64 // their size in bytes, where a ds64 chunk told it
	behind  int64 // where chunks go on behind the samples of RF64
}

// walk looks at the chunks from off on.
func (w *wave) walk(off int64) ([]artwork.Picture, error) {
	for chunk, err := range riff.Chunks(w.src, off, w.src.Size()) {
		if err != nil {
			return nil, err
		}
		if isID3(chunk.ID) {
			return chunkPictures(w.src, chunk.Off)
		}
		if w.chunks++; w.chunks == maxChunks {
			return nil, fault.New(fault.LimitCount, "more than %d chunks", maxChunks)
		}
		if err := w.chunk(chunk); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// chunk takes what a chunk tells of the samples' size.
func (w *wave) chunk(chunk riff.Chunk) (err error) {
	switch {
	case chunk.ID == "ds64":
		w.samples, err = sampleBytes(w.src, chunk.Off)
	case chunk.ID == "data" && chunk.Cut && w.samples > 0 && w.samples < chunk.Size:
		w.behind = chunk.Off + w.samples + w.samples&1
	}
	return err
}

// sampleBytes returns the size of the samples that the ds64 chunk at off tells.
func sampleBytes(r io.ReaderAt, off int64) (int64, error) {
	var field [8]byte
	err := bits.ReadFull(r, field[:], off+8)
	return int64(min(binary.LittleEndian.Uint64(field[:]), 1<<62)), err
}

// dsfPictures follows the pointer to the tag at a file's end (Sony, "DSF File Format
// Specification" 1.01).
func dsfPictures(src *picture.Source) ([]artwork.Picture, error) {
	var field [8]byte
	if err := bits.ReadFull(src, field[:], 20); err != nil {
		return nil, err
	}
	off := binary.LittleEndian.Uint64(field[:])
	if off == 0 {
		return nil, nil
	}
	return chunkPictures(src, int64(min(off, 1<<62)))
}
