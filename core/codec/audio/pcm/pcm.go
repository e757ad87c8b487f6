// Package pcm reads sounds whose samples lie in the file as they are, or nearly so:
// WAVE and AIFF.
//
// Specifications: Multimedia Programming Interface and Data Specifications 1.0 (IBM and
// Microsoft, 1991) §3 and "Multiple channel audio data and WAVE files" for RIFF; EBU
// Tech 3306 for RF64 and ITU-R BS.2088 for BW64; Audio Interchange File Format 1.3
// (Apple, 1989) and AIFF-C (1991). For codings: ITU-T G.711, the IMA's "Recommended
// practices for enhancing digital audio compatibility" 3.0.
//
// WAVE: PCM of 8 to 64 bits, floating point of 32 and 64, A-law, µ-law, IMA and
// Microsoft ADPCM, also as WAVE_FORMAT_EXTENSIBLE. AIFF: PCM of 1 to 32 bits and what
// AIFF-C calls NONE, twos, sowt, in24, in32, raw, fl32, fl64, alaw, ulaw and ima4. Other
// codings, and RIFX, are unsupported. Metadata are not read.
//
// Up to 64 MiB of samples are read whole; of more, 1024 windows of 64 KiB.
package pcm

import (
	"context"
	"errors"
	"io"

	"apsync/core/codec/audio"
	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	// whole is how many bytes of samples are read at most.
	whole = 64 << 20
	// piece is how many are read at a time, at least one block.
	piece = 64 << 10
	// maxChunks bounds how many chunks are walked to find the samples.
	maxChunks = 4096
)

// layout says how samples lie in a file.
type layout struct {
	name           string
	rate, channels int
	// block bytes hold samples of every channel: one, or as many as its ADPCM says.
	block, samples int
	// decode makes the samples of a channel from whole blocks, as many as dst has room.
	decode func(dst []float32, blocks []byte, channel int)
}

type track struct {
	src *picture.Source
	layout
	off, size int64 // of the samples, in bytes; size is whole blocks
}

// OpenWave opens a WAVE file. It fails with NoPicture where there are no samples.
func OpenWave(src *picture.Source) (audio.Track, error) { return open(src, readWave) }

// OpenAIFF opens an AIFF or AIFF-C file. It fails with NoPicture where there are no
// samples.
func OpenAIFF(src *picture.Source) (audio.Track, error) { return open(src, readAIFF) }

func open(src *picture.Source, read func(*picture.Source) (*track, error)) (audio.Track, error) {
	t, err := read(src)
	if err != nil {
		return nil, err
	}
	if t.channels < 1 || t.channels > audio.MaxChannels {
		return nil, fault.New(fault.Corrupt, "%d channels, from 1 to %d are possible", t.channels, audio.MaxChannels)
	}
	if t.rate < 1 {
		return nil, fault.New(fault.Corrupt, "%d samples a second", t.rate)
	}
	t.size -= t.size % int64(t.block)
	if t.size <= 0 {
		return nil, fault.New(fault.NoPicture, "the sound has no samples")
	}
	return t, nil
}

// pieceBlocks returns how many blocks are decoded at a time.
func (t *track) pieceBlocks() int { return max(1, piece/t.block) }

// Info implements audio.Track.
func (t *track) Info() audio.Info {
	n := t.pieceBlocks()
	return audio.Info{
		Codec: t.name, Rate: t.rate, Channels: t.channels,
		Length: t.size / int64(t.block) * int64(t.samples),
		Memory: int64(n)*int64(t.block) + 4*int64(n)*int64(t.samples),
	}
}

// Measure implements audio.Track.
func (t *track) Measure(ctx context.Context, budget *picture.Budget, e *audio.Envelope) error {
	info := t.Info()
	if err := budget.Take(info.Memory); err != nil {
		return err
	}
	e.Extend(info.Length)
	n := t.pieceBlocks()
	bytes, samples := make([]byte, n*t.block), make([]float32, n*t.samples)
	for _, w := range audio.Strew(t.size, whole, int64(t.block)) {
		for w.Size > 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			b := bytes[:min(w.Size, int64(len(bytes)))]
			if _, err := t.src.ReadAt(b, t.off+w.Off); err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			at := w.Off / int64(t.block) * int64(t.samples)
			for channel := range t.channels {
				s := samples[:len(b)/t.block*t.samples]
				t.decode(s, b, channel)
				e.Add(at, s)
			}
			w.Off, w.Size = w.Off+int64(len(b)), w.Size-int64(len(b))
		}
	}
	return nil
}
