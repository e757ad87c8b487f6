// Package flac reads sounds that the Free Lossless Audio Codec compressed.
//
// Specification: RFC 9639. All of its subset-free breadth is read: 4 to 32 bits, up to
// eight channels, fixed and variable blocks, every kind of subframe and stereo
// decorrelation. FLAC within Ogg or Matroska is not. Frames whose checksum is wrong are
// left out.
//
// Up to 16 MiB that hold no more than 64 million samples are read whole. Of more, 1024
// windows are: from evenly strewn places the next frames, which say themselves when
// they are heard.
package flac

import (
	"context"

	"apsync/core/bits"
	"apsync/core/codec/audio"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// Signature begins a file, behind ID3 tags that some programs write.
	Signature = "fLaC"

	wholeBytes   = 16 << 20
	wholeSamples = 64 << 20 // of all channels together
	maxBlocks    = 1024     // of metadata
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
	off := audio.SkipID3(src)
	b, err := src.Bytes(off, int64(len(Signature)))
	if err != nil {
		return nil, err
	}
	if string(b) != Signature {
		return nil, fault.New(fault.Corrupt, "no FLAC stream at offset %d", off)
	}
	t := &track{src: src, off: off + int64(len(Signature))}
	if err := t.readBlocks(); err != nil {
		return nil, err
	}
	if t.off >= src.Size() {
		return nil, fault.New(fault.NoPicture, "the sound has no samples")
	}
	return t, nil
}

// readBlocks passes over the blocks of metadata, of which it reads the first (§8.1).
func (t *track) readBlocks() error {
	const head = 4
	for i := range maxBlocks {
		b, err := t.src.Bytes(t.off, head)
		if err != nil {
			return err
		}
		kind, size := b[0]&0x7f, int64(b[1])<<16|int64(b[2])<<8|int64(b[3])
		t.off += head
		if i == 0 {
			if kind != 0 {
				return fault.New(fault.Corrupt, "FLAC stream that begins with a block of type %d", kind)
			}
			if err := t.readStreamInfo(size); err != nil {
				return err
			}
		}
		t.off += size
		if b[0]&0x80 != 0 {
			return nil
		}
	}
	return fault.New(fault.LimitCount, "more than %d blocks of metadata", maxBlocks)
}

// readStreamInfo reads the block of §8.2.
func (t *track) readStreamInfo(size int64) error {
	b, err := t.src.Bytes(t.off, min(size, 18))
	if err != nil {
		return err
	}
	r := bits.Big(b)
	t.stream.blockSize = int(r.U16())
	r.Skip(8)
	packed := r.U64()
	if err := r.Err(); err != nil {
		return err
	}
	t.stream.rate = int(packed >> 44)
	t.stream.channels = int(packed>>41&7) + 1
	t.stream.bits = int(packed>>36&31) + 1
	t.stream.length = int64(packed & (1<<36 - 1))
	if t.stream.rate == 0 {
		return fault.New(fault.Corrupt, "FLAC stream of 0 samples a second")
	}
	return nil
}

// Info implements audio.Track.
func (t *track) Info() audio.Info {
	return audio.Info{
		Codec: "FLAC", Rate: t.stream.rate, Channels: t.stream.channels, Length: t.stream.length,
		Memory: audio.ReaderMemory(maxFrame) + maxSamples*(8*maxChannels+4),
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
	for _, w := range windows {
		d.left = wholeSamples / int64(len(windows))
		if err := d.window(ctx, t.off+w.Off, t.off+w.Off+w.Size); err != nil {
			return err
		}
	}
	return d.reader.Err()
}
