package unreal

import (
	"context"

	"apsync/core/colour"
	"apsync/core/picture"
)

// exchange is a picture with red and blue exchanged.
type exchange struct{ picture.Picture }

func exchanged(p picture.Picture) picture.Picture { return exchange{p} }

// Decode implements picture.Picture.
func (e exchange) Decode(ctx context.Context, want picture.Want) (*picture.Frame, error) {
	frame, err := e.Picture.Decode(ctx, want)
	if err == nil {
		frame.Space = colour.Space{Primaries: blueFirst(), Transfer: colour.TransferSRGB}
	}
	return frame, err
}
