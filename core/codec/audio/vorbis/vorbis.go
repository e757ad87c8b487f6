// Package vorbis reads sounds that Vorbis compressed, in Ogg.
//
// Specifications: Vorbis I (Xiph.Org, 2020) and RFC 3533. All block sizes, couplings and
// residues are read; floors of type 0, which nothing has written since 2001, are
// unsupported. Pages with a wrong checksum are left out. Of files in which several sounds
// follow each other or run side by side the first is read.
//
// Up to 6 MiB that hold no more than 32 million samples are read whole. Of more, 1024
// windows of ten packets are: from evenly strewn places the next page that says when it
// is heard. Codebooks are bounded by 262144 entries and a million values, a packet by
// 1 MiB.
package vorbis

import (
	"bytes"
	"context"
	"io"

	"apsync/core/bits"
	"apsync/core/codec/audio"
	"apsync/core/container/ogg"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	wholeBytes   = 6 << 20
	wholeSamples = 32 << 20 // of all channels together
	// windowPackets is how many are entered of each window of a long sound.
	windowPackets = 10
	// ending is how far from the end of a file its last page is looked for, in bytes.
	ending = 256 << 10
	// setupBytes is what codebooks take within their bounds, and packets.
	setupBytes = 24<<20 + 2*maxPacket
)

type track struct {
	src      *picture.Source
	serial   uint32
	rate     int
	channels int
	sizes    [2]int // of blocks
	length   int64
}

// Open reads the first header of the first Vorbis stream, and the last page.
func Open(src *picture.Source) (audio.Track, error) {
	streams, err := ogg.Streams(src)
	for _, s := range streams {
		if s.Codec != ogg.Vorbis || len(s.Headers) == 0 {
			continue
		}
		t := &track{src: src, serial: s.Serial}
		if err := t.readHeader(s.Headers[0]); err != nil {
			return nil, err
		}
		t.length = t.findLength()
		return t, nil
	}
	if err == nil {
		err = fault.New(fault.Corrupt, "no Vorbis stream")
	}
	return nil, err
}

// readHeader reads the identification header (Vorbis I §4.2.2).
func (t *track) readHeader(packet io.ReaderAt) error {
	var head [30]byte
	if err := bits.ReadFull(packet, head[:], 0); err != nil {
		return err
	}
	r := bits.Little(head[7:])
	version := r.U32()
	t.channels, t.rate = int(r.U8()), int(r.U32())
	r.Skip(12)
	sizes := r.U8()
	t.sizes = [2]int{1 << (sizes & 15), 1 << (sizes >> 4)}
	switch {
	case version != 0:
		return fault.New(fault.Unsupported, "Vorbis of version %d", version)
	case t.channels == 0 || t.channels > audio.MaxChannels:
		return fault.New(fault.Corrupt, "%d channels, from 1 to %d are possible", t.channels, audio.MaxChannels)
	case t.rate < 1 || t.rate > 1<<30:
		return fault.New(fault.Corrupt, "%d samples a second", t.rate)
	case t.sizes[0] < 64 || t.sizes[1] > 8192 || t.sizes[0] > t.sizes[1]:
		return fault.New(fault.Corrupt, "blocks of %d and %d samples, from 64 to 8192 are possible", t.sizes[0], t.sizes[1])
	}
	return nil
}

// findLength returns where the last page ends in time, 0 if it does not tell.
func (t *track) findLength() int64 {
	var length int64
	r := audio.NewReader(t.src, max(0, t.src.Size()-ending), t.src.Size())
	for {
		p, ok := nextPage(context.Background(), r, t.src.Size())
		if !ok {
			return length
		}
		if p.serial == t.serial && p.granule > 0 && p.granule < 1<<48 {
			length = p.granule
		}
	}
}

// Info implements audio.Track.
func (t *track) Info() audio.Info {
	return audio.Info{
		Codec: "Vorbis", Rate: t.rate, Channels: t.channels, Length: t.length,
		Memory: setupBytes + audio.ReaderMemory(maxPage) + decodedBytes(t.channels, int64(t.sizes[1])),
	}
}

// Measure implements audio.Track.
func (t *track) Measure(ctx context.Context, budget *picture.Budget, e *audio.Envelope) error {
	if err := budget.Take(t.Info().Memory); err != nil {
		return err
	}
	size := t.src.Size()
	w := &walker{track: t, envelope: e, reader: audio.NewReader(t.src, 0, size)}
	stream := &packets{reader: w.reader, serial: t.serial}
	setup, err := t.findSetup(ctx, stream)
	if err != nil {
		return err
	}
	w.decoder = newDecoder(setup, t.sizes)
	e.Extend(t.length)
	if size <= wholeBytes && t.length*int64(t.channels) <= wholeSamples {
		return w.all(ctx, stream)
	}
	for i := range audio.Windows {
		if err := w.window(ctx, audio.Place(i, size)); err != nil {
			return err
		}
	}
	return w.reader.Err()
}

// findSetup goes on to the third header and reads it (§4.2.4).
func (t *track) findSetup(ctx context.Context, stream *packets) (*setup, error) {
	const attempts = 16 // packets
	for range attempts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		packet, ok := stream.any(ctx, t.src.Size())
		if !ok {
			break
		}
		if rest, ok := bytes.CutPrefix(packet, []byte("\x05vorbis")); ok {
			return readSetup(rest, t.channels)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := stream.reader.Err(); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.Truncated, "a Vorbis stream without its setup")
}

// walker goes through the packets of a track.
type walker struct {
	track    *track
	envelope *audio.Envelope
	reader   *audio.Reader
	decoder  *decoder
	decoded  int64 // samples of all channels
}

// maxDecoded is twice as many samples as are few enough to be read whole: more come only
// of a file that does not say how many it has.
const maxDecoded = 2 * wholeSamples

// all enters all packets.
func (w *walker) all(ctx context.Context, stream *packets) error {
	var at int64
	for w.decoded < maxDecoded {
		if err := ctx.Err(); err != nil {
			return err
		}
		packet, ok := stream.any(ctx, w.track.src.Size())
		if !ok {
			break
		}
		at += w.enter(packet, at)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return w.reader.Err()
}

// window enters the next packets from an offset on. The last packet of the first page
// only prepares the next: its end is at the page's time.
func (w *walker) window(ctx context.Context, off int64) error {
	const patience = 256 << 10 // bytes
	w.reader.MoveTo(off)
	w.decoder.previous = 0
	stream := &packets{reader: w.reader, serial: w.track.serial}
	for found := false; !found; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !stream.turn(ctx, off+patience) {
			return ctx.Err()
		}
		if last, ok := stream.last(); ok && stream.page.granule >= 0 {
			w.decoder.decode(last)
			found = w.decoder.previous > 0
		}
	}
	at := stream.page.granule
	for range windowPackets {
		if err := ctx.Err(); err != nil {
			return err
		}
		if w.decoded >= maxDecoded {
			return nil
		}
		packet, ok := stream.any(ctx, off+2*patience)
		if !ok {
			break
		}
		at += w.enter(packet, at)
	}
	return nil
}

// enter decodes a packet, of which the first sample is the one at offset at, and enters
// what is not behind the sound's end. It returns how many samples there are.
func (w *walker) enter(packet []byte, at int64) int64 {
	n := int64(w.decoder.decode(packet))
	w.decoded += n * int64(w.track.channels)
	within := n
	if length := w.track.length; length > 0 {
		within = min(n, length-at)
	}
	for i := range w.decoder.channels {
		if within > 0 {
			w.envelope.Add(at, w.decoder.channels[i].out[:within])
		}
	}
	return n
}
