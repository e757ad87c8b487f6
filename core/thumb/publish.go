package thumb

import (
	"context"
	"image"

	"apsync/core/atomicfile"
)

// publish encodes a thumbnail and writes it under its final name, whole or not at
// all.
func publish(ctx context.Context, img *image.NRGBA, output Output, keys []key, gate *Gate) error {
	data, err := encode(img, keys)
	if err != nil {
		return err
	}
	return gate.pass(func() error {
		return atomicfile.Write(output.Path, data, atomicfile.Options{BeforeRename: ctx.Err})
	})
}
