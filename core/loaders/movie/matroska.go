package movie

import (
	"io"
	"path"
	"slices"
	"strings"

	"apsync/core/container/artwork"
	"apsync/core/container/ebml"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Identifiers of elements (RFC 9559 §5).
const (
	idSegment      = 0x18538067
	idSeekHead     = 0x114d9b74
	idSeek         = 0x4dbb
	idSeekID       = 0x53ab
	idSeekPosition = 0x53ac
	idTracks       = 0x1654ae6b
	idTrackEntry   = 0xae
	idTrackNumber  = 0xd7
	idTrackType    = 0x83
	idCodecID      = 0x86
	idCodecPrivate = 0x63a2
	idEncodings    = 0x6d80
	idEncoding     = 0x6240
	idCompression  = 0x5034
	idAlgorithm    = 0x4254
	idSettings     = 0x4255
	idAttachments  = 0x1941a469
	idAttachedFile = 0x61a7
	idFileName     = 0x466e
	idMediaType    = 0x4660
	idFileData     = 0x465c
	idCluster      = 0x1f43b675
	idSimpleBlock  = 0xa3
	idBlockGroup   = 0xa0
	idBlock        = 0xa1
)

const (
	trackVideo    = 1
	stripHeaders  = 3 // the algorithm that leaves out what all frames begin with
	maxText       = 4096
	maxBehind     = 256 // elements behind the first cluster, where no index tells them
	maxBlocks     = 256 // of the first cluster
	maxFrontBytes = 12  // of a block in front of its frame
	maxStripped   = 1024
)

// matroska is what is known of a Matroska file.
type matroska struct {
	f        *ebml.File
	segment  ebml.Element
	seen     []int64 // offsets of index, tracks and attachments that were read
	indexed  []int64 // where the index says that others are
	pictures []artwork.Picture
	cluster  ebml.Element
	track    matroskaTrack
}

// OpenMatroska opens a film of Matroska or WebM.
func OpenMatroska(src *picture.Source) (picture.Picture, error) {
	m := matroska{f: ebml.New(src, src.Size())}
	err := m.read()
	return shown(m.pictures, err, m.firstFrame)
}

// read finds the attachments and the tracks: in front of the first cluster, where the
// index says, and where there is no index somewhat behind.
func (m *matroska) read() error {
	for e, err := range m.f.Elements(m.f.Root()) {
		if err != nil {
			return err
		}
		if e.ID == idSegment {
			m.segment = e
			break
		}
	}
	if m.segment.ID == 0 {
		return fault.New(fault.Truncated, "matroska: no segment")
	}
	if err := m.front(); err != nil {
		return err
	}
	for i := 0; i < len(m.indexed); i++ {
		off := m.indexed[i]
		if slices.Contains(m.seen, off) {
			continue
		}
		e, err := m.f.At(m.segment, off)
		if err != nil {
			continue // an index that is wrong is no reason to refuse the rest
		}
		if err := m.element(off, e); err != nil {
			return err
		}
	}
	return nil
}

// front walks the segment up to the first cluster, and farther where there is no index.
func (m *matroska) front() error {
	off := m.segment.Off
	behind := 0
	for e, err := range m.f.Elements(m.segment) {
		if err != nil {
			return err
		}
		if e.ID == idCluster && m.cluster.ID == 0 {
			m.cluster = e
		}
		if m.cluster.ID != 0 {
			if behind++; behind > maxBehind || len(m.indexed) > 0 {
				return nil
			}
		}
		if err := m.element(off, e); err != nil {
			return err
		}
		off = e.End()
	}
	return nil
}

// element reads an element of the segment whose header is at off.
func (m *matroska) element(off int64, e ebml.Element) error {
	switch e.ID {
	case idSeekHead, idTracks, idAttachments:
		m.seen = append(m.seen, off)
	}
	switch e.ID {
	case idSeekHead:
		return m.each(e, idSeek, m.seek)
	case idTracks:
		return m.each(e, idTrackEntry, m.entry)
	case idAttachments:
		err := m.each(e, idAttachedFile, m.attachment)
		m.rank()
		return err
	}
	return nil
}

// each calls read for the elements of that identifier in e.
func (m *matroska) each(e ebml.Element, id uint32, read func(e ebml.Element) error) error {
	for child, err := range m.f.Elements(e) {
		if err != nil {
			return err
		}
		if child.ID != id {
			continue
		}
		if err := read(child); err != nil {
			return err
		}
	}
	return nil
}

// seek takes an entry of the index.
func (m *matroska) seek(e ebml.Element) error {
	var id, position uint64
	for child, err := range m.f.Elements(e) {
		if err != nil {
			return err
		}
		switch child.ID {
		case idSeekID:
			id, err = m.f.Uint(child)
		case idSeekPosition:
			position, err = m.f.Uint(child)
		}
		if err != nil {
			return err
		}
	}
	const maxIndexed = 64
	switch id {
	case idSeekHead, idTracks, idAttachments:
		if off := m.segment.Off + int64(min(position, 1<<62)); len(m.indexed) < maxIndexed {
			m.indexed = append(m.indexed, off)
		}
	}
	return nil
}

// attachment takes an attached file that is a picture.
func (m *matroska) attachment(e ebml.Element) error {
	var name, mediaType string
	var data *io.SectionReader
	for child, err := range m.f.Elements(e) {
		if err != nil {
			return err
		}
		switch child.ID {
		case idFileName:
			name, err = m.f.String(child, maxText)
		case idMediaType:
			mediaType, err = m.f.String(child, maxText)
		case idFileData:
			data = m.f.Section(child)
		}
		if err != nil {
			return err
		}
	}
	if data == nil || len(m.pictures) == artwork.MaxPictures {
		return nil
	}
	if strings.HasPrefix(mediaType, "image/") || isPicture(data) {
		m.pictures = append(m.pictures, artwork.Picture{Kind: attachedKind(name), Type: name, Data: data})
	}
	return nil
}

// coverNames are those of covers, the largest and upright first (RFC 9559 §21.1).
var coverNames = []string{"cover", "cover_land", "small_cover", "small_cover_land"}

// attachedKind is that of a front cover for files that are named as covers are; other
// pictures may show anything.
func attachedKind(name string) artwork.Kind {
	if coverRank(name) < len(coverNames) {
		return artwork.FrontCover
	}
	return artwork.BackCover
}

func coverRank(name string) int {
	name = strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))
	if i := slices.Index(coverNames, name); i >= 0 {
		return i
	}
	return len(coverNames)
}

// rank puts covers in the order of their names.
func (m *matroska) rank() {
	slices.SortStableFunc(m.pictures, func(a, b artwork.Picture) int { return coverRank(a.Type) - coverRank(b.Type) })
}
