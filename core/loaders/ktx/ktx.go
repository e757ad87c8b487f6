// Package ktx reads Khronos textures, versions 1 and 2, with what Basis Universal
// compresses.
//
// Specification: KTX File Format 2.0 (https://registry.khronos.org/KTX/specs/2.0) and
// 1.0; BasisLZ in the former's appendices; "UASTC LDR 4x4 Texture Specification" of
// Basis Universal.
//
// Of version 1, both byte orders, pixels by their OpenGL format and type, and the
// block formats BC1 to BC7, ETC1, ETC2, EAC, ASTC and PVRTC of the first kind. Of
// version 2, Vulkan's formats of those kinds, UASTC and ASTC of high range, plain or
// compressed with Zstandard or zlib, and ETC1S in BasisLZ. KTXorientation turns the
// picture, KTXswizzle rearranges its channels.
//
// What version 2 says of colour counts: linear integer samples are light, primaries
// and premultiplied alpha are honoured. Samples of one or two channels are data and
// shown as stored. Version 1 has no such words: integer samples are for display.
//
// Of mip levels the one that fits is read, of arrays the first layer, of volumes the
// middle slice; cube maps are shown as a cross. Unsupported: XUASTC and other formats
// of Basis Universal version 2, ASTC in three dimensions, planar video, 64 bits a
// sample. Limits: 1 MiB of metadata, Zstandard windows of 32 MiB.
package ktx

import (
	"strings"

	"apsync/core/picture"
)

// The beginnings of files of both versions.
const (
	Signature1 = "\xabKTX 11\xbb\r\n\x1a\n"
	Signature2 = "\xabKTX 20\xbb\r\n\x1a\n"
)

// maxSide bounds the size that a header may claim, in pixels.
const maxSide = 1 << 16

// Open reads the headers. It fails as truncated where the largest level is not all
// there.
func Open(src *picture.Source) (picture.Picture, error) {
	if strings.HasPrefix(string(src.Head()), Signature1) {
		return open1(src)
	}
	return open2(src)
}
