// Package flac reads sounds that the Free Lossless Audio Codec compressed.
//
// Specification: RFC 9639. All of its subset-free breadth is read: 4 to 32 bits, up to
// eight channels, fixed and variable blocks, every kind of subframe and stereo
// decorrelation. FLAC within Ogg or Matroska is not. Frames whose checksum is wrong are
// left out.
//
// Up to 32 MiB that hold no more than 48 million samples are read whole. Of more, 1024
// windows are: from evenly strewn places the next frames, which say themselves when
// they are heard.
package flac

import (
	"context"
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/codec/audio"
	"apsync/core/container/flac"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	wholeBytes   = 32 << 20
	wholeSamples = 48 << 20 // of all channels together
	maxSamples   = 1 << 16  // of one channel in a frame
	maxFrame     = 4 << 20  // bytes, of a frame that gains nothing
)

type track struct {
	src    *picture.Source
	stream streamInfo
	off    int64 // of the first frame
}

// streamInfo is what RFC 9639 §8.2 keeps for all frames.
type streamInfo struct {
	blockSize      int // the least
	rate, channels int
	bits           int // of a sample
	length         int64
}

// Open reads the stream's description. It fails with NoPicture where no frames follow.
func Open(src *picture.Source) (audio.Track, error) {
	t := &track{src: src}
	for block, err := range flac.Blocks(src, audio.SkipID3(src)) {
		if err != nil {
			return nil, err
		}
		if t.off == 0 {
			if err := t.stream.read(block); err != nil {
				return nil, err
			}
		}
		_, off, size := block.Data.Outer()
		t.off = off + size
	}
	if t.off >= src.Size() {
		return nil, fault.New(fault.NoPicture, "the sound has no samples")
	}
	return t, nil
}

// read reads the block of RFC 9639 §8.2, which is the first.
func (s *streamInfo) read(block flac.Block) error {
	if block.Type != 0 {
		return fault.New(fault.Corrupt, "FLAC stream that begins with a block of type %d", block.Type)
	}
	var b [18]byte
	if err := bits.ReadFull(block.Data, b[:], 0); err != nil {
		return err
	}
	s.blockSize = int(binary.BigEndian.Uint16(b[:]))
	packed := binary.BigEndian.Uint64(b[10:])
	s.rate = int(packed >> 44)
	s.channels = int(packed>>41&7) + 1
	s.bits = int(packed>>36&31) + 1
	s.length = int64(packed & (1<<36 - 1))
	if s.rate == 0 {
		return fault.New(fault.Corrupt, "FLAC stream of 0 samples a second")
	}
	return nil
}

// Info implements audio.Track.
func (t *track) Info() audio.Info {
	return audio.Info{
		Codec: "FLAC", Rate: t.stream.rate, Channels: t.stream.channels, Length: t.stream.length,
		Memory: audio.ReaderMemory(maxFrame) + maxSamples*int64(8*t.stream.channels+4),
	}
}

// Measure implements audio.Track.
func (t *track) Measure(ctx context.Context, budget *picture.Budget, e *audio.Envelope) error {
	if err := budget.Take(t.Info().Memory); err != nil {
		return err
	}
	e.Extend(t.stream.length)
	size := t.src.Size() - t.off
	whole := int64(wholeBytes)
	if samples := t.stream.length * int64(t.stream.channels); samples > wholeSamples {
		whole = min(whole, int64(float64(size)*wholeSamples/float64(samples)))
	}
	windows := audio.Strew(size, max(whole, audio.Windows), 1)
	d := newDecoder(t, e)
	for i, w := range windows {
		d.allowed = wholeSamples / int64(len(windows)) * int64(i+1)
		if err := d.window(ctx, t.off+w.Off, t.off+w.Off+w.Size); err != nil {
			return err
		}
	}
	return d.reader.Err()
}
