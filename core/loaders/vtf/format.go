package vtf

import "apsync/core/codec/texture"

// formatDXT1 is DXT1 without alpha.
const formatDXT1 = 13

// formatNames are the formats of IMAGE_FORMAT's numbers, channels from the lowest bit
// up.
var formatNames = [72]string{
	0: "R8G8B8A8_UNORM", 1: "A8B8G8R8_UNORM", 2: "R8G8B8_UNORM", 3: "B8G8R8_UNORM", 4: "R5G6B5_UNORM",
	5: "L8_UNORM", 6: "L8A8_UNORM", 8: "A8_UNORM", 9: "R8G8B8_UNORM", 10: "B8G8R8_UNORM",
	11: "A8R8G8B8_UNORM", 12: "B8G8R8A8_UNORM", 13: "BC1", 14: "BC2", 15: "BC3", 16: "B8G8R8X8_UNORM",
	17: "B5G6R5_UNORM", 18: "B5G5R5X1_UNORM", 19: "B4G4R4A4_UNORM", 20: "BC1", 21: "B5G5R5A1_UNORM",
	22: "R8G8_SNORM", 23: "R8G8B8A8_SNORM", 24: "R16G16B16A16_FLOAT", 25: "R16G16B16A16_UNORM",
	26: "R8G8B8X8_SNORM", 27: "R32_FLOAT", 28: "R32G32B32_FLOAT", 29: "R32G32B32A32_FLOAT",
	37: "BC5", 38: "BC4", 70: "BC7", 71: "BC6H",
}

// formatOf returns the format of a number, or nil.
func formatOf(number uint32) *texture.Format {
	if number >= uint32(len(formatNames)) {
		return nil
	}
	return texture.Named(formatNames[number])
}
