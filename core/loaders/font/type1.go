package font

import (
	"context"

	"apsync/core/codec/typeface"
	"apsync/core/fault"
	"apsync/core/picture"
)

// Type1Signatures begin the files that OpenType1 reads: PFA, and PFB's first segment.
var Type1Signatures = []string{"%!PS-AdobeFont", "%!FontType1", "\x80\x01????%!PS-AdobeFont", "\x80\x01????%!FontType1"}

// OpenType1 opens a PostScript Type 1 font, which is read whole when it is decoded.
func OpenType1(src *picture.Source) (picture.Picture, error) {
	if src.Size() > typeface.MaxType1 {
		return nil, fault.New(fault.LimitMemory, "a Type 1 font of %d bytes is larger than %d", src.Size(), typeface.MaxType1)
	}
	return &specimen{
		fonts: 1, bytes: typeface.Bytes(src.Size()),
		face: func(context.Context) (*typeface.Face, error) {
			data, err := src.Bytes(0, src.Size())
			if err != nil {
				return nil, err
			}
			return typeface.OpenType1(data)
		},
	}, nil
}
