package thumb

import (
	"context"
	"path/filepath"

	"apsync/core/atomicfile"
)

// publish writes the pieces of a file under its final name, whole or not at all,
// unless the gate is closed.
func publish(ctx context.Context, path string, pieces [][]byte, gate *Gate) error {
	return gate.Pass(func() error { return write(ctx, path, pieces) })
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
