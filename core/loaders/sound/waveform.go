package sound

import (
	"apsync/core/fault"
	"apsync/core/picture"
)

// waveform opens the picture of how loud a sound is over its length. It fails with
// NoPicture for what cannot be decoded.
func waveform(_ *picture.Source, kind Kind) (picture.Picture, error) {
	return nil, fault.New(fault.NoPicture, "the sound has no cover, and %s is not decoded", kind)
}
