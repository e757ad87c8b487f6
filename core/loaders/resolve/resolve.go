// Package resolve knows the projects of DaVinci Resolve (DRP): ZIP archives of XML, of
// which none is a picture, so that opening one fails with no-picture. The stills of a
// project's gallery lie in folders of their own.
package resolve

import (
	"apsync/core/fault"
	"apsync/core/picture"
)

// Open says that projects hold no picture.
func Open(*picture.Source) (picture.Picture, error) {
	return nil, fault.New(fault.NoPicture, "projects of DaVinci Resolve hold no picture").
		Advise("grab a still in the Color page and export it beside the project")
}
