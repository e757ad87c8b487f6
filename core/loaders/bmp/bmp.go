// Package bmp reads Windows and OS/2 bitmaps: see package dib, which reads what is in
// their files.
package bmp

import (
	"apsync/core/codec/dib"
	"apsync/core/picture"
)

// Signature begins every file; the header's size is below 65536.
const Signature = "BM??????????????\x00\x00"

// Open reads the headers, the palette and an embedded colour profile of at most
// 16 MiB. It fails as truncated where the file cannot hold the rows it announces.
func Open(src *picture.Source) (picture.Picture, error) { return dib.Open(src) }
