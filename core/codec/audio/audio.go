// Package audio is the agreement between those who read sounds and those who draw
// them: what is known of a sound (Info), how it is gone through (Track) and what
// remains of it then (Envelope). The packages below it read one format each.
//
// Nothing here plays: a sound is gone through to see how loud it is when. A short one
// is read whole. Of a long one only windows are, strewn over its length, so that neither
// bytes read nor time grow with it; what lies between two windows is not seen. Each
// format says from what length on.
package audio

import (
	"context"

	"apsync/core/picture"
)

// Info is what the headers of a sound tell.
type Info struct {
	// Codec is what the sound is called to the user, such as "FLAC".
	Codec string
	// Rate is in samples a second, Channels at least 1.
	Rate, Channels int
	// Length is in samples of one channel; 0 where the headers do not tell.
	Length int64
	// Memory is an upper bound for what Measure takes from its budget, in bytes.
	Memory int64
}

// Track is an opened sound.
type Track interface {
	// Info says what the headers told.
	Info() Info
	// Measure goes through the sound, or windows of it, and enters what it finds. It
	// takes its buffers from budget and looks at ctx for every few thousand samples. A
	// sound that breaks off or is damaged in places is measured as far as it goes; it
	// fails where nothing can be had.
	Measure(ctx context.Context, budget *picture.Budget, e *Envelope) error
}

// MaxChannels bounds how many channels a sound may have.
const MaxChannels = 64
