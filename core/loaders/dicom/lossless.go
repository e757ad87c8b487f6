package dicom

import (
	"context"
	"encoding/binary"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
)

// lossless reports whether the frame is a JPEG of samples as they were.
func (f *file) lossless() bool {
	return f.data.encapsulated && (f.data.syntax == syntaxLossless || f.data.syntax == syntaxLossless1)
}

// losslessRows returns the reader of a frame in lossless JPEG (PS3.5 §8.2.1).
func (f *file) losslessRows(ctx context.Context) (rowReader, error) {
	src, err := f.frame(ctx)
	if err != nil {
		return nil, err
	}
	s, err := jpeg.OpenSamples(src, jpeg.Options{})
	if err != nil {
		return nil, err
	}
	m := &f.image
	if s.Width != m.width || s.Height != m.height || s.Channels != m.samples || m.allocated < 8 || m.allocated > 16 || s.Precision > m.allocated {
		return nil, fault.New(fault.Corrupt, "a JPEG of %d×%d pixels of %d samples of %d bits as a frame of %d×%d, %d and %d",
			s.Width, s.Height, s.Channels, s.Precision, m.width, m.height, m.samples, m.allocated)
	}
	samples := make([]uint16, m.width*m.samples)
	m.planar = false // whatever the data set says of it
	return func(row []byte) error {
		if err := s.Next(ctx, samples); err != nil {
			return err
		}
		for i, v := range samples {
			if m.allocated == 8 {
				row[i] = uint8(v)
			} else {
				binary.LittleEndian.PutUint16(row[2*i:], v)
			}
		}
		return nil
	}, nil
}
