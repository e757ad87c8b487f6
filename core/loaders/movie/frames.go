package movie

import (
	"io"

	"apsync/core/bits"
	"apsync/core/container/ebml"
	"apsync/core/loaders/cover"
	"apsync/core/picture"
)

// matroskaTrack is the first track of pictures.
type matroskaTrack struct {
	number   uint64
	codec    string // empty where there is none
	stripped []byte // what its frames begin with and leave out
}

// entry takes the first track of pictures.
func (m *matroska) entry(e ebml.Element) error {
	if m.track.codec != "" {
		return nil
	}
	var t matroskaTrack
	var kind uint64
	for child, err := range m.f.Elements(e) {
		if err != nil {
			return err
		}
		switch child.ID {
		case idTrackNumber:
			t.number, err = m.f.Uint(child)
		case idTrackType:
			kind, err = m.f.Uint(child)
		case idCodecID:
			t.codec, err = m.f.String(child, maxText)
		case idCodecPrivate:
			err = m.fourCC(&t, child)
		case idEncodings:
			t.stripped, err = m.encodings(child)
		}
		if err != nil {
			return err
		}
	}
	if kind == trackVideo {
		m.track = t
	}
	return nil
}

// fourCC takes the codec of tracks that have that of AVI.
func (m *matroska) fourCC(t *matroskaTrack, private ebml.Element) error {
	if t.codec != "V_MS/VFW/FOURCC" || private.Size < compressionAt+4 {
		return nil
	}
	head := make([]byte, compressionAt+4)
	_, err := m.f.Section(private).ReadAt(head, 0)
	t.codec = string(head[compressionAt:])
	return err
}

// encodings returns what the frames of a track leave out at their beginning.
func (m *matroska) encodings(e ebml.Element) (stripped []byte, err error) {
	err = m.each(e, idEncoding, func(e ebml.Element) error {
		return m.each(e, idCompression, func(e ebml.Element) error {
			stripped, err = m.compression(e)
			return err
		})
	})
	return stripped, err
}

func (m *matroska) compression(e ebml.Element) ([]byte, error) {
	var settings []byte
	algorithm := uint64(0)
	for child, err := range m.f.Elements(e) {
		if err != nil {
			return nil, err
		}
		switch child.ID {
		case idAlgorithm:
			algorithm, err = m.f.Uint(child)
		case idSettings:
			settings, err = m.f.Bytes(child, maxStripped)
		}
		if err != nil {
			return nil, err
		}
	}
	if algorithm != stripHeaders {
		return nil, nil
	}
	return settings, nil
}

// firstFrame opens the first frame of the track of pictures where it is a picture.
func (m *matroska) firstFrame() (picture.Picture, error) {
	if m.track.codec == "" {
		return nil, silent()
	}
	blocks := 0
	for e, err := range m.f.Elements(m.cluster) {
		if err != nil || blocks == maxBlocks {
			break
		}
		e = m.ungrouped(e)
		if e.ID != idSimpleBlock && e.ID != idBlock {
			continue
		}
		blocks++
		if data := m.blockFrame(e); data != nil {
			if !isPicture(data) {
				break
			}
			return frame(data, 0, 0)
		}
	}
	return nil, cover.Missing(codecName(m.track.codec))
}

// ungrouped returns the block of a group of blocks, else e itself.
func (m *matroska) ungrouped(e ebml.Element) ebml.Element {
	if e.ID != idBlockGroup {
		return e
	}
	for inner, err := range m.f.Elements(e) {
		if err == nil && inner.ID == idBlock {
			return inner
		}
	}
	return e
}

// blockFrame returns the frame of a block of the track (RFC 9559 §10.1), nil for those of
// others and for several frames in one.
func (m *matroska) blockFrame(e ebml.Element) *io.SectionReader {
	block := m.f.Section(e)
	head := make([]byte, min(maxFrontBytes, block.Size()))
	if n, _ := block.ReadAt(head, 0); n < len(head) {
		return nil
	}
	number, n := ebml.Number(head)
	const timeBytes, lacing = 2, 0x06
	if n == 0 || number != m.track.number || n+timeBytes >= len(head) || head[n+timeBytes]&lacing != 0 {
		return nil
	}
	off := int64(n + timeBytes + 1)
	data := io.NewSectionReader(block, off, block.Size()-off)
	if len(m.track.stripped) == 0 {
		return data
	}
	whole := &bits.Joined{Head: m.track.stripped, Rest: data}
	return io.NewSectionReader(whole, 0, whole.Size())
}
