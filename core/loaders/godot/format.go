package godot

import "apsync/core/codec/texture"

// names4 are the formats of pixels that version 4 numbers (Image::Format), as package
// texture names them.
var names4 = []string{
	"L8_UNORM", "L8A8_UNORM", "R8_UNORM", "R8G8_UNORM", "R8G8B8_UNORM", "R8G8B8A8_UNORM",
	"A4B4G4R4_UNORM", "B5G6R5_UNORM",
	"R32_FLOAT", "R32G32_FLOAT", "R32G32B32_FLOAT", "R32G32B32A32_FLOAT",
	"R16_FLOAT", "R16G16_FLOAT", "R16G16B16_FLOAT", "R16G16B16A16_FLOAT",
	"R9G9B9E5", dxtOpaque, "BC2", "BC3", "BC4", "BC5", "BC7", "BC6HS", "BC6H",
	"ETC1", "EAC", "EACS", "EAC2", "EAC2S", "ETC2", "ETC2A8", "ETC2A1",
	etcNormal, dxtNormal, "ASTC 4x4", "ASTC 4x4 HDR", "ASTC 8x8", "ASTC 8x8 HDR",
	"R16_UNORM", "R16G16_UNORM", "R16G16B16_UNORM", "R16G16B16A16_UNORM",
}

// names3 are those of version 3.
var names3 = []string{
	"L8_UNORM", "L8A8_UNORM", "R8_UNORM", "R8G8_UNORM", "R8G8B8_UNORM", "R8G8B8A8_UNORM",
	"A4B4G4R4_UNORM", "A1B5G5R5_UNORM",
	"R32_FLOAT", "R32G32_FLOAT", "R32G32B32_FLOAT", "R32G32B32A32_FLOAT",
	"R16_FLOAT", "R16G16_FLOAT", "R16G16B16_FLOAT", "R16G16B16A16_FLOAT",
	"R9G9B9E5", "BC1", "BC2", "BC3", "BC4", "BC5", "BC7", "BC6HS", "BC6H",
	"PVRTC 2", "PVRTC 2 with alpha", "PVRTC 4", "PVRTC 4 with alpha",
	"ETC1", "EAC", "EACS", "EAC2", "EAC2S", "ETC2", "ETC2A8", "ETC2A1",
}

// Formats that keep a normal's x in red and its y in alpha.
const (
	etcNormal = "ETC2 RA as RG"
	dxtNormal = "DXT5 RA as RG"
)

// dxtOpaque is BC1 whose transparent black is black.
const dxtOpaque = "DXT1 without alpha"

// pixelFormat returns the format of a name and how its channels are to be read; nil
// where it is not read.
func pixelFormat(name string) (*texture.Format, texture.Swizzle) {
	normal := texture.Swizzle{texture.Red, texture.Alpha, texture.Z, texture.One}
	switch name {
	case etcNormal:
		return texture.Named("ETC2A8"), normal
	case dxtNormal:
		return texture.Named("BC3"), normal
	case dxtOpaque:
		return texture.Named("BC1"), texture.Swizzle{texture.Red, texture.Green, texture.Blue, texture.One}
	case "ASTC 4x4", "ASTC 4x4 HDR":
		return texture.ASTC(4, 4, name == "ASTC 4x4 HDR"), texture.Swizzle{}
	case "ASTC 8x8", "ASTC 8x8 HDR":
		return texture.ASTC(8, 8, name == "ASTC 8x8 HDR"), texture.Swizzle{}
	}
	return texture.Named(name), texture.Swizzle{}
}
