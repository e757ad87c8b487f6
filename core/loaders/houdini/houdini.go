// Package houdini recognises Houdini's scenes, in which no picture is kept: a scene is a
// cpio archive of the portable format of POSIX.1 whose first member is ".start", and its
// members are commands, parameters and geometry. Opening one always fails with no-picture,
// which is more than to say that the format is unknown. Only the first 4096 bytes are
// looked at.
package houdini

import (
	"bytes"

	"apsync/core/fault"
	"apsync/core/picture"
)

const (
	signature   = "070707" // c_magic
	headerBytes = 76       // of a member, up to its name
	firstMember = ".start\x00"
)

// Match reports whether a file that begins so is a scene.
func Match(head []byte) bool {
	return bytes.HasPrefix(head, []byte(signature)) && len(head) > headerBytes && bytes.HasPrefix(head[headerBytes:], []byte(firstMember))
}

// Open fails with no-picture.
func Open(*picture.Source) (picture.Picture, error) {
	return nil, fault.New(fault.NoPicture, "houdini keeps no preview in its scenes").
		Advise("render a frame or save a snapshot of the viewport, and attach that to the scene")
}
