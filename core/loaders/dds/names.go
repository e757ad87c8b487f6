package dds

import "apsync/core/codec/texture"

// fourCCNames are the formats of four letters.
var fourCCNames = map[string]string{
	"DXT1": "BC1", "DXT2": "BC2", "DXT3": "BC2", "DXT4": "BC3", "DXT5": "BC3", "RXGB": "BC3",
	"ATI1": "BC4", "BC4U": "BC4", "BC4S": "BC4S",
	"ATI2": "BC5", "BC5U": "BC5", "BC5S": "BC5S", "A2XY": "BC5", "DXN ": "BC5",
	"BC6H": "BC6H", "BC7L": "BC7", "BC7\x00": "BC7", "BC70": "BC7",
	"ETC ": "ETC1", "ETC1": "ETC1", "ETC2": "ETC2", "ETCA": "ETC2A8", "ETCP": "ETC2A1",
	"RGBG": "RGBG", "GRGB": "GRGB", "YUY2": "YUY2", "UYVY": "UYVY",
}

// d3dNames are the formats of D3DFORMAT's numbers, with their channels from the lowest
// bit up.
var d3dNames = [118]string{
	20: "B8G8R8_UNORM", 21: "B8G8R8A8_UNORM", 22: "B8G8R8X8_UNORM", 23: "B5G6R5_UNORM",
	24: "B5G5R5X1_UNORM", 25: "B5G5R5A1_UNORM", 26: "B4G4R4A4_UNORM", 27: "B2G3R3_UNORM",
	28: "A8_UNORM", 29: "B2G3R3A8_UNORM", 30: "B4G4R4X4_UNORM", 31: "R10G10B10A2_UNORM",
	32: "R8G8B8A8_UNORM", 33: "R8G8B8X8_UNORM", 34: "R16G16_UNORM", 35: "B10G10R10A2_UNORM",
	36: "R16G16B16A16_UNORM", 50: "L8_UNORM", 51: "L8A8_UNORM", 52: "L4A4_UNORM",
	60: "R8G8_SNORM", 63: "R8G8B8A8_SNORM", 64: "R16G16_SNORM",
	67: "R10G10B10A2_UNORM", 81: "L16_UNORM", 110: "R16G16B16A16_SNORM",
	111: "R16_FLOAT", 112: "R16G16_FLOAT", 113: "R16G16B16A16_FLOAT",
	114: "R32_FLOAT", 115: "R32G32_FLOAT", 116: "R32G32B32A32_FLOAT",
}

// dxgiNames are the formats of DXGI_FORMAT's numbers.
var dxgiNames = [192]string{
	1: "R32G32B32A32_FLOAT", 2: "R32G32B32A32_FLOAT", 3: "R32G32B32A32_UINT", 4: "R32G32B32A32_SINT",
	5: "R32G32B32_FLOAT", 6: "R32G32B32_FLOAT", 7: "R32G32B32_UINT", 8: "R32G32B32_SINT",
	9: "R16G16B16A16_FLOAT", 10: "R16G16B16A16_FLOAT", 11: "R16G16B16A16_UNORM", 12: "R16G16B16A16_UINT",
	13: "R16G16B16A16_SNORM", 14: "R16G16B16A16_SINT",
	15: "R32G32_FLOAT", 16: "R32G32_FLOAT", 17: "R32G32_UINT", 18: "R32G32_SINT",
	19: "R32X32_FLOAT", 20: "R32X32_FLOAT", 21: "R32X32_FLOAT",
	23: "R10G10B10A2_UNORM", 24: "R10G10B10A2_UNORM", 25: "R10G10B10A2_UINT", 26: "R11G11B10_FLOAT",
	27: "R8G8B8A8_UNORM", 28: "R8G8B8A8_UNORM", 29: "R8G8B8A8_UNORM", 30: "R8G8B8A8_UINT",
	31: "R8G8B8A8_SNORM", 32: "R8G8B8A8_SINT",
	33: "R16G16_UNORM", 34: "R16G16_FLOAT", 35: "R16G16_UNORM", 36: "R16G16_UINT", 37: "R16G16_SNORM", 38: "R16G16_SINT",
	39: "R32_FLOAT", 40: "R32_FLOAT", 41: "R32_FLOAT", 42: "R32_UINT", 43: "R32_SINT",
	44: "R24X8_UNORM", 45: "R24X8_UNORM", 46: "R24X8_UNORM",
	48: "R8G8_UNORM", 49: "R8G8_UNORM", 50: "R8G8_UINT", 51: "R8G8_SNORM", 52: "R8G8_SINT",
	53: "R16_UNORM", 54: "R16_FLOAT", 55: "R16_UNORM", 56: "R16_UNORM", 57: "R16_UINT", 58: "R16_SNORM", 59: "R16_SINT",
	60: "R8_UNORM", 61: "R8_UNORM", 62: "R8_UINT", 63: "R8_SNORM", 64: "R8_SINT", 65: "A8_UNORM",
	67: "R9G9B9E5", 68: "RGBG", 69: "GRGB",
	70: "BC1", 71: "BC1", 72: "BC1", 73: "BC2", 74: "BC2", 75: "BC2", 76: "BC3", 77: "BC3", 78: "BC3",
	79: "BC4", 80: "BC4", 81: "BC4S", 82: "BC5", 83: "BC5", 84: "BC5S",
	85: "B5G6R5_UNORM", 86: "B5G5R5A1_UNORM",
	87: "B8G8R8A8_UNORM", 88: "B8G8R8X8_UNORM", 90: "B8G8R8A8_UNORM", 91: "B8G8R8A8_UNORM",
	92: "B8G8R8X8_UNORM", 93: "B8G8R8X8_UNORM",
	94: "BC6H", 95: "BC6H", 96: "BC6HS", 97: "BC7", 98: "BC7", 99: "BC7", 107: "YUY2",
	115: "B4G4R4A4_UNORM", 191: "A4B4G4R4_UNORM",
}

// Of the numbers of ASTC, the first, 4×4 without a type, the last, and how many each
// size of a block has.
const (
	dxgiASTC     = 133
	dxgiASTCEnd  = 187
	dxgiASTCStep = 4
)

// dxgiFormat returns the format of a number, or nil.
func dxgiFormat(number uint32) *texture.Format {
	switch {
	case number >= dxgiASTC && number <= dxgiASTCEnd:
		w, h := texture.ASTCSize(int(number-dxgiASTC) / dxgiASTCStep)
		return texture.ASTC(w, h, false)
	case number < uint32(len(dxgiNames)):
		return texture.Named(dxgiNames[number])
	}
	return nil
}
