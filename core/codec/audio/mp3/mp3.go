// Package mp3 reads sounds that MPEG audio layer III compressed.
//
// Specifications: ISO/IEC 11172-3 (MPEG-1), ISO/IEC 13818-3 (MPEG-2, half the sampling
// rates), and for a quarter of them what Fraunhofer called MPEG-2.5. Mono and stereo,
// joint stereo of both kinds, all block types. Layers I and II and the free format are
// unsupported. How long a sound is, and where in the file a moment lies if its bit rate
// varies, is read from the Xing, Info or VBRI frame that encoders put in front. The
// silence that they add at both ends is left out where LAME's part of it tells how much.
//
// Up to 6000 frames, some two and a half minutes, are read whole. Of more, 1024 windows
// of six frames are. In a file of varying bit rate without a table their places in time
// are those in the file.
package mp3

import (
	"context"

	"apsync/core/codec/audio"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// wholeFrames is how many frames are read one after the other.
	wholeFrames = 6000
	// windowFrames is how many are entered of each window of a long sound.
	windowFrames = 6
	// search bounds how far the first frame is looked for, in bytes: behind tags, some
	// files have remains of other ones.
	search = 1 << 20
	// readAhead is how far is looked for frames at once, and maxFrame how large one is at
	// most, in bytes: 320 kbit/s at 32 kHz.
	readAhead, maxFrame = 8 << 10, 1441
)

type track struct {
	src    *picture.Source
	first  header
	off    int64 // of the first frame that sounds
	frames int64 // how many there are, as far as is known
	table  *table
}

// Open looks for the first frame. It fails with NoPicture where there is none.
func Open(src *picture.Source) (audio.Track, error) {
	r := audio.NewReader(src, audio.SkipID3(src), src.Size())
	h, ok := next(r, header{}, r.Offset()+search)
	if err := r.Err(); err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.NoPicture, "no frame of MPEG audio layer III, of which waveforms are drawn")
	}
	t := &track{src: src, first: h, off: r.Offset()}
	t.frames = (src.Size() - t.off) / int64(h.size)
	if table, ok := readTable(r.Peek(h.size), h); ok {
		t.table = table
		t.off += int64(h.size)
		if table.frames > 0 {
			t.frames = table.frames
		}
	}
	if t.off >= src.Size() {
		return nil, fault.New(fault.NoPicture, "the sound has no samples")
	}
	return t, nil
}

// next goes to the next frame that begins before an offset. It must be of the kind of
// like, unless that is empty, and have another one behind it or the end.
func next(r *audio.Reader, like header, before int64) (header, bool) {
	for r.Offset() < before {
		b := r.Peek(readAhead)
		last := len(b) - headerSize
		if len(b) == readAhead {
			last -= maxFrame
		}
		for i := 0; i <= last; i++ {
			if b[i] != 0xff {
				continue
			}
			h, ok := readHeader(b[i:])
			if ok && (like.size == 0 || h.like(like)) && follows(b[i:], h) {
				r.Skip(i)
				return h, true
			}
		}
		if len(b) < readAhead {
			break
		}
		r.Skip(last + 1)
	}
	return header{}, false
}

// follows reports whether a frame, with which b begins, has another of its kind behind
// it; the last of a file need not.
func follows(b []byte, h header) bool {
	if len(b) < h.size+headerSize {
		return len(b) >= h.size
	}
	behind, ok := readHeader(b[h.size:])
	return ok && behind.like(h) || string(b[h.size:][:3]) == "TAG"
}

// Info implements audio.Track.
func (t *track) Info() audio.Info {
	return audio.Info{
		Codec: "MP3", Rate: t.first.rate, Channels: t.first.channels,
		Length: t.length(),
		Memory: audio.ReaderMemory(readAhead) + decoderBytes,
	}
}

// length returns how many samples of a channel there are, as far as is known.
func (t *track) length() int64 {
	n := t.frames * int64(t.first.samples())
	if t.table != nil {
		n -= int64(t.table.delay + t.table.padding)
	}
	return max(n, 1)
}

// Measure implements audio.Track.
func (t *track) Measure(ctx context.Context, budget *picture.Budget, e *audio.Envelope) error {
	if err := budget.Take(t.Info().Memory); err != nil {
		return err
	}
	w := walker{track: t, envelope: e, reader: audio.NewReader(t.src, t.off, t.src.Size()), decoder: newDecoder(t.first)}
	if t.frames <= wholeFrames {
		w.reader.MoveTo(t.off)
		return w.all(ctx)
	}
	e.Extend(t.length())
	for i := range audio.Windows {
		if err := w.window(ctx, audio.Place(i, t.frames-windowFrames)); err != nil {
			return err
		}
	}
	return w.reader.Err()
}

// walker goes through the frames of a track.
type walker struct {
	track    *track
	envelope *audio.Envelope
	reader   *audio.Reader
	decoder  *decoder
}

// all enters all frames, from the first on, up to twice as many as are announced to be
// enough to be read so. What is farther behind a frame than search is not of the sound.
func (w *walker) all(ctx context.Context) error {
	var at int64
	for range 2 * wholeFrames {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, ok := next(w.reader, w.track.first, w.reader.Offset()+search)
		if !ok {
			break
		}
		w.decoder.decode(w.reader.Peek(h.size), h)
		w.enter(at)
		at += int64(h.samples())
		w.reader.Skip(h.size)
	}
	return w.reader.Err()
}

// window enters a few frames from the one numbered at on. What is before them is
// decoded as well, since frames borrow from those before: bits, and half of each block.
func (w *walker) window(ctx context.Context, at int64) error {
	const patience = 16 // frames
	w.reader.MoveTo(w.track.place(at))
	w.decoder.reset()
	ready, entered := 0, int64(0)
	for range patience {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, ok := next(w.reader, w.track.first, w.reader.Offset()+search/4)
		if !ok {
			return nil
		}
		if w.decoder.decode(w.reader.Peek(h.size), h) {
			if ready++; ready > 1 {
				w.enter((at + entered) * int64(h.samples()))
				entered++
			}
		}
		w.reader.Skip(h.size)
		if entered == windowFrames {
			return nil
		}
	}
	return nil
}

// enter enters the frame that was decoded last, of which the first sample is at an offset
// in what the frames hold.
func (w *walker) enter(at int64) {
	from, to := int64(0), int64(w.track.first.samples())
	if t := w.track.table; t != nil {
		at -= int64(t.delay)
		from = max(0, -at)
		if t.frames > 0 {
			to = min(to, w.track.length()-at)
		}
	}
	for c := range w.track.first.channels {
		if from < to {
			w.envelope.Add(at+from, w.decoder.out[c][from:to])
		}
	}
}

// place returns where the frame of a number is about in the file.
func (t *track) place(frame int64) int64 {
	share := float64(frame) / float64(t.frames)
	if t.table != nil && t.table.hasPlaces {
		share = t.table.place(share)
	}
	return t.off + int64(share*float64(t.src.Size()-t.off))
}
