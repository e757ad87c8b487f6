package tiff

// Tags by their names in TIFF 6.0 and its supplements, where those are short.
const (
	TagNewSubfileType  = 0x00fe
	TagSubfileType     = 0x00ff
	TagImageWidth      = 0x0100
	TagImageLength     = 0x0101
	TagBitsPerSample   = 0x0102
	TagCompression     = 0x0103
	TagPhotometric     = 0x0106
	TagFillOrder       = 0x010a
	TagDescription     = 0x010e // ImageDescription
	TagMake            = 0x010f
	TagModel           = 0x0110
	TagStripOffsets    = 0x0111
	TagOrientation     = 0x0112
	TagSamplesPerPixel = 0x0115
	TagRowsPerStrip    = 0x0116
	TagStripByteCounts = 0x0117
	TagPlanar          = 0x011c // PlanarConfiguration
	TagT4Options       = 0x0124
	TagTransfer        = 0x012d // TransferFunction
	TagPredictor       = 0x013d
	TagWhitePoint      = 0x013e
	TagPrimaries       = 0x013f // PrimaryChromaticities
	TagColourMap       = 0x0140
	TagTileWidth       = 0x0142
	TagTileLength      = 0x0143
	TagTileOffsets     = 0x0144
	TagTileByteCounts  = 0x0145
	TagSubIFDs         = 0x014a
	TagInkSet          = 0x014c
	TagNumberOfInks    = 0x014e
	TagExtraSamples    = 0x0152
	TagSampleFormat    = 0x0153
	TagJPEGTables      = 0x015b
	TagJPEGOffset      = 0x0201 // JPEGInterchangeFormat
	TagJPEGLength      = 0x0202 // JPEGInterchangeFormatLength
	TagJPEGRestart     = 0x0203 // JPEGRestartInterval
	TagJPEGQTables     = 0x0207
	TagJPEGDCTables    = 0x0208
	TagJPEGACTables    = 0x0209
	TagYCbCrCoeffs     = 0x0211 // YCbCrCoefficients
	TagYCbCrSub        = 0x0212 // YCbCrSubSampling
	TagReferenceBW     = 0x0214 // ReferenceBlackWhite
	TagModelPixelScale = 0x830e // GeoTIFF
	TagModelTransform  = 0x85d8 // GeoTIFF
	TagGeoKeys         = 0x87af // GeoKeyDirectory of GeoTIFF
	TagNoData          = 0xa481 // of GDAL, a number as text
	TagExifIFD         = 0x8769
	TagICCProfile      = 0x8773
	TagDNGVersion      = 0xc612
	TagExifColourSpace = 0xa001
)
