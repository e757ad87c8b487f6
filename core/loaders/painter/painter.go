// Package painter recognises the projects of Substance 3D Painter, which are HDF5 files
// (HDF5 File Format Specification 3.0 §II.A) with the extension .spp. Where in them the
// program keeps a picture is not described publicly, so opening one always fails with
// unsupported, which is more than to say that the format is unknown. Nothing behind the
// signature is looked at.
package painter

import (
	"apsync/core/fault"
	"apsync/core/picture"
)

// Signature begins every HDF5 file, and so those of many other programs.
const Signature = "\x89HDF\r\n\x1a\n"

// Open fails with unsupported.
func Open(*picture.Source) (picture.Picture, error) {
	return nil, fault.New(fault.Unsupported, "where Substance 3D Painter keeps pictures in its projects is not public").
		Advise("save a picture of the viewport, or export the textures, and attach that to the project")
}
