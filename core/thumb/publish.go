package thumb

import (
	"context"
	"path/filepath"

	"apsync/core/atomicfile"
	"apsync/core/raster"
	"apsync/core/thumb/encode"
)

// publish encodes a thumbnail and writes it under its final name, whole or not at
// all.
func publish(ctx context.Context, p *raster.Pixels[uint8], output Output, texts []encode.Text, job Job) error {
	pieces, err := encode.PNG(ctx, p, texts, job.Spare)
	if err != nil {
		return err
	}
	return job.Gate.pass(func() error { return write(ctx, output.Path, pieces) })
}

func write(ctx context.Context, path string, pieces [][]byte) error {
	f, err := atomicfile.Create(filepath.Dir(path), atomicfile.Options{BeforeRename: ctx.Err})
	if err != nil {
		return err
	}
	defer f.Abandon()
	for _, piece := range pieces {
		if _, err := f.Write(piece); err != nil {
			return err
		}
	}
	return f.Publish(path)
}
