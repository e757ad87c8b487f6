package ogg

import (
	"bytes"
	"io"
	"strings"

	"apsync/core/container/artwork"
	"apsync/core/fault"
)

// Codec is what a stream is coded with.
type Codec string

// The codecs that are told apart; of others the beginning of the first packet is given.
const (
	Vorbis   Codec = "Vorbis"
	Opus     Codec = "Opus"
	FLAC     Codec = "FLAC"
	Speex    Codec = "Speex"
	Theora   Codec = "Theora"
	Dirac    Codec = "Dirac"
	Skeleton Codec = "Skeleton"
)

// IsVideo reports whether the codec is one of moving pictures.
func (c Codec) IsVideo() bool { return c == Theora || c == Dirac }

// beginnings of first packets.
var beginnings = []struct {
	begins string
	codec  Codec
}{
	{"\x01vorbis", Vorbis},
	{"OpusHead", Opus},
	{"\x7fFLAC", FLAC},
	{"Speex   ", Speex},
	{"\x80theora", Theora},
	{"BBCD", Dirac},
	{"fishead", Skeleton},
}

// MatchSound reports whether a file that begins so is Ogg without moving pictures.
func MatchSound(head []byte) bool {
	return bytes.HasPrefix(head, []byte(Signature)) && !MatchVideo(head)
}

// MatchVideo reports whether a file that begins so is Ogg with moving pictures: the first
// pages are those that begin streams (RFC 3533 §4).
func MatchVideo(head []byte) bool {
	for off, r := int64(0), bytes.NewReader(head); ; {
		p, err := readPage(r, off)
		if err != nil || p.flags&flagBegin == 0 || p.data >= int64(len(head)) {
			return false
		}
		if codecOf(head[p.data:]).IsVideo() {
			return true
		}
		off = p.end
	}
}

// Stream is a logical stream of a file with its first packets.
type Stream struct {
	Serial  uint32
	Codec   Codec
	Headers []*Packet

	open *Packet // goes on in the next page
	done bool
}

// Streams returns the streams with which a file begins, read up to the last of their
// headers. Those that were found before an error are returned with it.
func Streams(r io.ReaderAt) ([]*Stream, error) {
	var streams []*Stream
	off := int64(0)
	for range maxPages {
		p, err := readPage(r, off)
		if err != nil {
			if len(streams) > 0 && allDone(streams) {
				err = nil
			}
			return streams, err
		}
		off = p.end
		s := find(streams, p.serial)
		if s == nil && p.flags&flagBegin != 0 {
			if len(streams) == maxStreams {
				return streams, fault.New(fault.LimitCount, "ogg: more than %d streams", maxStreams)
			}
			s = &Stream{Serial: p.serial}
			streams = append(streams, s)
		}
		if s != nil && !s.done {
			if err := s.add(r, p); err != nil {
				return streams, err
			}
		}
		// All streams begin before one of them goes on (RFC 3533 §4).
		if p.flags&flagBegin == 0 && allDone(streams) {
			return streams, nil
		}
	}
	return streams, fault.New(fault.LimitCount, "ogg: headers in more than %d pages", maxPages)
}

func find(streams []*Stream, serial uint32) *Stream {
	for _, s := range streams {
		if s.Serial == serial {
			return s
		}
	}
	return nil
}

func allDone(streams []*Stream) bool {
	for _, s := range streams {
		if !s.done {
			return false
		}
	}
	return true
}

// add takes the packets of a page (RFC 3533 §5): a segment of less than 255 bytes ends
// one.
func (s *Stream) add(r io.ReaderAt, p page) error {
	if p.flags&flagContinued == 0 {
		s.open = nil
	}
	for off, segments := p.data, p.segments; len(segments) > 0 && !s.done; {
		n, size := 0, int64(0)
		ended := false
		for n < len(segments) && !ended {
			size += int64(segments[n])
			ended = segments[n] < maxSegments
			n++
		}
		if err := s.addPiece(r, off, size); err != nil {
			return err
		}
		if ended {
			if err := s.addHeader(); err != nil {
				return err
			}
		}
		off += size
		segments = segments[n:]
	}
	return nil
}

func (s *Stream) addPiece(r io.ReaderAt, off, size int64) error {
	if s.open == nil {
		s.open = &Packet{r: r}
	}
	p := s.open
	if len(p.pieces) == maxPieces || p.size+size > maxPacket {
		return fault.New(fault.LimitCount, "ogg: a header in more than %d pages or of more than %d bytes", maxPieces, maxPacket)
	}
	p.pieces = append(p.pieces, piece{p.size, off, size})
	p.size += size
	return nil
}

// addHeader takes the packet that has ended.
func (s *Stream) addHeader() error {
	packet := s.open
	s.open = nil
	var head [8]byte
	if n, err := packet.ReadAt(head[:], 0); int64(n) < min(packet.size, int64(len(head))) {
		return fault.New(fault.Truncated, "ogg: a header: %v", err)
	}
	begins := head[:min(packet.size, int64(len(head)))]
	if len(s.Headers) == 0 {
		s.Codec = codecOf(begins)
	}
	if s.isSound(begins) {
		s.done = true
		return nil
	}
	s.Headers = append(s.Headers, packet)
	// The comments are the second packet but of FLAC, whose blocks go on to the last.
	last := s.Codec != FLAC || len(begins) > 0 && begins[0]&0x80 != 0 && len(s.Headers) > 1
	s.done = len(s.Headers) == maxHeaders || last && len(s.Headers) >= 2 || !s.hasComments()
	return nil
}

// isSound reports whether a packet of a FLAC stream is a frame.
func (s *Stream) isSound(begins []byte) bool {
	return s.Codec == FLAC && len(s.Headers) > 0 && len(begins) > 0 && begins[0] == 0xff
}

// hasComments reports whether comments follow the first packet.
func (s *Stream) hasComments() bool {
	switch s.Codec {
	case Vorbis, Opus, FLAC, Speex, Theora:
		return true
	}
	return false
}

func codecOf(begins []byte) Codec {
	for _, b := range beginnings {
		if bytes.HasPrefix(begins, []byte(b.begins)) {
			return b.codec
		}
	}
	return Codec(strings.ToValidUTF8(string(begins[:min(8, len(begins))]), "?"))
}

// Pictures returns the pictures in the comments of a stream. Those that were found before
// an error are returned with it.
func (s *Stream) Pictures() ([]artwork.Picture, error) {
	if len(s.Headers) < 2 {
		return nil, nil
	}
	switch s.Codec {
	case Vorbis, Theora: // a byte and the name
		return artwork.ReadComments(s.Headers[1].Section(7))
	case Opus: // OpusTags
		return artwork.ReadComments(s.Headers[1].Section(8))
	case Speex:
		return artwork.ReadComments(s.Headers[1].Section(0))
	case FLAC:
		return s.blockPictures()
	}
	return nil, nil
}

// blockPictures returns the pictures in the metadata blocks of FLAC, each of which is a
// packet.
func (s *Stream) blockPictures() ([]artwork.Picture, error) {
	var pictures []artwork.Picture
	for _, packet := range s.Headers[1:] {
		var head [4]byte
		if packet.size < int64(len(head)) {
			continue
		}
		if n, err := packet.ReadAt(head[:], 0); n < len(head) {
			return pictures, err
		}
		more, err := artwork.ReadMetadata(head[0]&0x7f, packet.Section(int64(len(head))))
		if err != nil {
			return pictures, err
		}
		pictures = append(pictures, more...)
	}
	return pictures, nil
}
