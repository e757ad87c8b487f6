// Package waveform draws sounds: time runs to the right, and for every moment a column
// shows between which levels the sound swings (the peaks) and, lighter inside it, how
// loud it is on the whole (one standard deviation either side of the mean).
//
// All channels are shown as one, by the lowest and the highest of them, since two narrow
// waves read worse than one in a small picture, and a sum would hide what cancels. A
// sound is drawn as high as the picture, a quiet one at most sixteen times (24 dB) as
// high as it is; so silence and its noise remain a line. Where a long sound was looked
// at in windows only, the shape between two runs straight from one to the other.
//
// The picture is twice as wide as high, opaque, and a vector: it has no pixels of its
// own. Package audio says how sounds are gone through.
package waveform

import (
	"context"
	"fmt"
	"math"
	"time"

	"apsync/core/codec/audio"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Width and Height are the aspect of a picture, and its size where no other is asked
// for.
const Width, Height = 1024, 512

// maxSize bounds what is drawn, in pixels on a side.
const maxSize = 1 << 14

// envelopeBytes is what an audio.Envelope takes.
const envelopeBytes = audio.MaxBins * 40

// wave is the picture of a sound.
type wave struct{ track audio.Track }

// New returns the picture of a sound. Its Decode fails with NoPicture where the sound
// turns out to have no samples.
func New(track audio.Track) picture.Picture { return wave{track} }

// Info implements picture.Picture.
func (w wave) Info() picture.Info {
	memory := w.track.Info().Memory
	return picture.Info{
		Width: Width, Height: Height, Vector: true,
		Need: func(want picture.Want) int64 {
			width, height := size(want)
			return memory + envelopeBytes + drawingBytes(width, height)
		},
	}
}

// size returns how large the picture is drawn.
func size(want picture.Want) (w, h int) {
	if want.Width < 1 || want.Height < 1 {
		return Width, Height
	}
	return min(want.Width, maxSize), min(want.Height, maxSize)
}

// Decode implements picture.Picture.
func (w wave) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	if err := want.Budget.Take(envelopeBytes); err != nil {
		return nil, err
	}
	var e audio.Envelope
	if err := w.track.Measure(ctx, want.Budget, &e); err != nil {
		return nil, err
	}
	seen := e.Seen()
	if seen == 0 {
		return nil, fault.New(fault.NoPicture, "the sound has no samples")
	}
	width, height := size(want)
	if err := want.Budget.Take(drawingBytes(width, height)); err != nil {
		return nil, err
	}
	img := raster.New[uint8](width, height, raster.RGB)
	if err := draw(ctx, img, newShape(e.Bins())); err != nil {
		return nil, err
	}
	return &picture.Frame{Image: img, Notes: notes(w.track.Info(), e.Length(), seen)}, nil
}

// notes says what sound it is, and how much of it was looked at where that is not all.
func notes(info audio.Info, length, seen int64) []string {
	channels := fmt.Sprintf("%d channels", info.Channels)
	if info.Channels == 1 {
		channels = "1 channel"
	}
	seconds := float64(length) / float64(info.Rate)
	notes := []string{fmt.Sprintf("shown is the sound's waveform: %s, %s, %s, %d Hz", info.Codec, duration(seconds), channels, info.Rate)}
	if share := float64(seen) / float64(info.Channels) / float64(length); share < 0.95 {
		notes = append(notes, fmt.Sprintf("the waveform was measured at %.2g%% of the sound, in windows strewn over it", max(100*share, 0.01)))
	}
	return notes
}

// duration returns seconds as people write them: 2.51 s, 3:07, 1:02:09.
func duration(seconds float64) string {
	if seconds < 60 {
		return fmt.Sprintf("%.2f s", seconds)
	}
	d := time.Duration(min(seconds, math.MaxInt64/2e9)) * time.Second
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	if h > 0 {
		return fmt.Sprintf("%d:%02d:%02d", h, m, s)
	}
	return fmt.Sprintf("%d:%02d", m, s)
}
