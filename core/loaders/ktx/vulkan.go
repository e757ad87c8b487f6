package ktx

import "apsync/core/codec/texture"

// Numbers of VkFormat, of Vulkan's registry.

// The kinds of formats that follow each other: scaled integers are as normalised ones.
var (
	eightBits   = []string{"UNORM", "SNORM", "UNORM", "SNORM", "UNORM", "SNORM", "UNORM"}
	packedBits  = []string{"UNORM", "SNORM", "UNORM", "SNORM", "UNORM", "SNORM"}
	sixteenBits = []string{"UNORM", "SNORM", "UNORM", "SNORM", "UNORM", "SNORM", "FLOAT"}
	wideBits    = []string{"UNORM", "SNORM", "FLOAT"}
)

// vkFamilies are formats of the same channels, from the lowest bit up, by the first.
var vkFamilies = []struct {
	first    uint32
	channels string
	kinds    []string
}{
	{9, "R8", eightBits},
	{16, "R8G8", eightBits},
	{23, "R8G8B8", eightBits},
	{30, "B8G8R8", eightBits},
	{37, "R8G8B8A8", eightBits},
	{44, "B8G8R8A8", eightBits},
	{51, "R8G8B8A8", eightBits},
	{58, "B10G10R10A2", packedBits},
	{64, "R10G10B10A2", packedBits},
	{70, "R16", sixteenBits},
	{77, "R16G16", sixteenBits},
	{84, "R16G16B16", sixteenBits},
	{91, "R16G16B16A16", sixteenBits},
	{98, "R32", wideBits},
	{101, "R32G32", wideBits},
	{104, "R32G32B32", wideBits},
	{107, "R32G32B32A32", wideBits},
}

// vkNames are the other formats.
var vkNames = map[uint32]string{
	1: "G4R4_UNORM", 2: "A4B4G4R4_UNORM", 3: "A4R4G4B4_UNORM", 4: "B5G6R5_UNORM", 5: "R5G6B5_UNORM",
	6: "A1B5G5R5_UNORM", 7: "A1R5G5B5_UNORM", 8: "B5G5R5A1_UNORM",
	122: "R11G11B10_FLOAT", 123: "R9G9B9E5",
	124: "R16_UNORM", 125: "R24X8_UNORM", 126: "R32_FLOAT", 127: "R8_UNORM", 128: "R16X8_UNORM", 129: "R24X8_UNORM", 130: "R32X8_FLOAT",
	131: "BC1", 132: "BC1", 133: "BC1", 134: "BC1", 135: "BC2", 136: "BC2", 137: "BC3", 138: "BC3",
	139: "BC4", 140: "BC4S", 141: "BC5", 142: "BC5S", 143: "BC6H", 144: "BC6HS", 145: "BC7", 146: "BC7",
	147: "ETC2", 148: "ETC2", 149: "ETC2A1", 150: "ETC2A1", 151: "ETC2A8", 152: "ETC2A8",
	153: "EAC", 154: "EACS", 155: "EAC2", 156: "EAC2S",
	1000340000: "B4G4R4A4_UNORM", 1000340001: "R4G4B4A4_UNORM",
	1000470000: "A1B5G5R5_UNORM", 1000470001: "A8_UNORM",
}

// The first numbers of ASTC, of which each size has two, and of its high range.
const (
	vkASTC    = 157
	vkASTCEnd = 184
	vkASTCHDR = 1000066000
)

// vkFormat returns the format of a number, or nil.
func vkFormat(number uint32) *texture.Format {
	if number >= vkASTC && number <= vkASTCEnd {
		w, h := texture.ASTCSize(int(number-vkASTC) / 2)
		return texture.ASTC(w, h, false)
	}
	if number >= vkASTCHDR && number < vkASTCHDR+14 {
		w, h := texture.ASTCSize(int(number - vkASTCHDR))
		return texture.ASTC(w, h, true)
	}
	for _, family := range vkFamilies {
		if i := number - family.first; number >= family.first && i < uint32(len(family.kinds)) {
			return texture.Named(family.channels + "_" + family.kinds[i])
		}
	}
	return texture.Named(vkNames[number])
}

// opaqueBC1 reports whether a format is BC1 without alpha.
func opaqueBC1(number uint32) bool { return number == 131 || number == 132 }
