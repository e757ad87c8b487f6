// Package loaders is the one table of the formats that apsync reads. A format is
// one package below this folder and one row here; nothing else changes when one
// is added.
package loaders

import (
	"slices"

	"apsync/core/codec/jpeg"
	"apsync/core/codec/png"
	"apsync/core/codec/typeface"
	"apsync/core/codec/webp"
	"apsync/core/container/asf"
	"apsync/core/container/ebml"
	"apsync/core/container/flac"
	"apsync/core/container/ogg"
	"apsync/core/loaders/adobe"
	"apsync/core/loaders/affinity"
	"apsync/core/loaders/aseprite"
	"apsync/core/loaders/astc"
	"apsync/core/loaders/blender"
	"apsync/core/loaders/blp"
	"apsync/core/loaders/bmp"
	"apsync/core/loaders/cinema4d"
	"apsync/core/loaders/clip"
	"apsync/core/loaders/comic"
	"apsync/core/loaders/coreldraw"
	"apsync/core/loaders/cr3"
	"apsync/core/loaders/crw"
	"apsync/core/loaders/dds"
	"apsync/core/loaders/dicom"
	"apsync/core/loaders/dpx"
	"apsync/core/loaders/dwg"
	"apsync/core/loaders/epub"
	"apsync/core/loaders/exr"
	"apsync/core/loaders/farbfeld"
	"apsync/core/loaders/fictionbook"
	"apsync/core/loaders/firealpaca"
	"apsync/core/loaders/fits"
	"apsync/core/loaders/font"
	"apsync/core/loaders/gif"
	"apsync/core/loaders/godot"
	"apsync/core/loaders/hdr"
	"apsync/core/loaders/houdini"
	"apsync/core/loaders/icns"
	"apsync/core/loaders/ico"
	"apsync/core/loaders/ilbm"
	"apsync/core/loaders/ktx"
	"apsync/core/loaders/mayaiff"
	"apsync/core/loaders/metafile"
	"apsync/core/loaders/miff"
	"apsync/core/loaders/mobi"
	"apsync/core/loaders/movie"
	"apsync/core/loaders/msp"
	"apsync/core/loaders/netpbm"
	"apsync/core/loaders/oledoc"
	"apsync/core/loaders/openraster"
	"apsync/core/loaders/packaged"
	"apsync/core/loaders/painter"
	"apsync/core/loaders/pcx"
	"apsync/core/loaders/pdn"
	"apsync/core/loaders/pfm"
	"apsync/core/loaders/pgx"
	"apsync/core/loaders/pixelmator"
	"apsync/core/loaders/psd"
	"apsync/core/loaders/qoi"
	"apsync/core/loaders/raf"
	"apsync/core/loaders/raw"
	"apsync/core/loaders/resolve"
	"apsync/core/loaders/rhino"
	"apsync/core/loaders/rla"
	"apsync/core/loaders/sai"
	"apsync/core/loaders/sbsar"
	"apsync/core/loaders/sgi"
	"apsync/core/loaders/sketchup"
	"apsync/core/loaders/softimage"
	"apsync/core/loaders/sound"
	"apsync/core/loaders/sunras"
	"apsync/core/loaders/tga"
	"apsync/core/loaders/tiff"
	"apsync/core/loaders/unity"
	"apsync/core/loaders/unreal"
	"apsync/core/loaders/vtf"
	"apsync/core/loaders/wbmp"
	"apsync/core/loaders/x3f"
	"apsync/core/loaders/xbm"
	"apsync/core/loaders/xcf"
	"apsync/core/loaders/xpm"
	"apsync/core/loaders/zbrush"
	"apsync/core/loaders/zfile"
	"apsync/core/picture"
)

// Loader is a row of the table.
type Loader struct {
	// Name is the package's name: lower case, short, stable; results report it.
	Name string
	// Title is what a person calls the format.
	Title string
	// Extensions are in lower case with their dot. They break ties between formats
	// whose content looks alike, and are what folders are searched for.
	Extensions []string
	// Mimetype is written into thumbnails.
	Mimetype string
	// Signatures are beginnings of files of the format; "?" stands for any byte.
	Signatures []string
	// Match, where given, decides over a head of up to 4096 bytes instead.
	Match func(head []byte) bool
	// Shared are beginnings that files of other formats have too: they count only
	// where the extension is one of the row's.
	Shared []string
	// Open reads headers; see picture.Picture for what it owes.
	Open func(src *picture.Source) (picture.Picture, error)
	// Reads says in a line what is read, and what not, for the README's table.
	Reads string
}

// zipSignature begins most ZIP archives.
const zipSignature = "PK\x03\x04"

// table is in the order of asking: most specific first.
var table = []Loader{
	{
		Name: "jpeg", Title: "JPEG",
		Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".mpo"},
		Mimetype:   "image/jpeg",
		Signatures: []string{jpeg.Signature},
		Open:       jpeg.Open,
		Reads:      "baseline, progressive and arithmetic, 8 and 12 bits, lossless of 2 to 16, grey, YCbCr, RGB, CMYK; the first picture of several; not hierarchical",
	},
	{
		Name: "png", Title: "PNG",
		Extensions: []string{".png", ".apng"},
		Mimetype:   "image/png",
		Signatures: []string{png.Signature},
		Open:       png.Open,
		Reads:      "all colour types, depths and interlace; the default image of an animation; Apple's CgBI",
	},
	{
		Name: "webp", Title: "WebP",
		Extensions: []string{".webp"},
		Mimetype:   "image/webp",
		Signatures: []string{"RIFF????WEBP"},
		Open:       webp.Open,
		Reads:      "lossy, lossless, alpha, ICC, Exif orientation; the first frame of animations",
	},
	{
		Name: "gif", Title: "GIF",
		Extensions: []string{".gif"},
		Mimetype:   "image/gif",
		Signatures: []string{"GIF87a", "GIF89a"},
		Open:       gif.Open,
		Reads:      "the first frame that is not wholly transparent, with transparency",
	},
	{
		Name: "exr", Title: "OpenEXR",
		Extensions: []string{".exr", ".sxr", ".mxr"},
		Mimetype:   "image/x-exr",
		Signatures: []string{exr.Signature},
		Open:       exr.Open,
		Reads:      "scan lines, tiles and their levels, deep pixels, layers, views and parts of any sample type; all compressions but HTJ2K; Y RY BY",
	},
	{
		Name: "bmp", Title: "Windows and OS/2 bitmap",
		Extensions: []string{".bmp", ".dib"},
		Mimetype:   "image/bmp",
		Signatures: []string{bmp.Signature},
		Open:       bmp.Open,
		Reads:      "1 to 64 bits, palettes, run lengths, bit masks, alpha, ICC, embedded JPEG and PNG; not the Huffman encoding of OS/2",
	},
	{
		Name: "raw", Title: "Camera RAW",
		Extensions: []string{
			".dng", ".cr2", ".nef", ".nrw", ".arw", ".sr2", ".srf", ".orf", ".rw2", ".rwl", ".pef", ".srw", ".3fr", ".fff",
			".iiq", ".mef", ".mos", ".dcr", ".k25", ".kdc", ".erf", ".gpr", ".ptx",
		},
		Mimetype: "image/x-dcraw",
		Match:    raw.Match,
		Shared:   raw.Shared,
		Open:     raw.Open,
		Reads:    "the largest upright preview in directories and makers' notes; DNG's sensor data where that is too small, uncompressed or in lossless JPEG; not other sensor data nor lossy DNG's",
	},
	{
		Name: "mrw", Title: "Minolta RAW",
		Extensions: []string{".mrw"},
		Mimetype:   "image/x-minolta-mrw",
		Signatures: []string{raw.SignatureMRW},
		Open:       raw.OpenMRW,
		Reads:      "the preview",
	},
	{
		Name: "cr3", Title: "Canon CR3",
		Extensions: []string{".cr3"},
		Mimetype:   "image/x-canon-cr3",
		Signatures: []string{cr3.Signature},
		Open:       cr3.Open,
		Reads:      "the JPEG of the photograph's size, else smaller previews",
	},
	{
		Name: "crw", Title: "Canon CRW",
		Extensions: []string{".crw"},
		Mimetype:   "image/x-canon-crw",
		Signatures: []string{crw.Signature},
		Open:       crw.Open,
		Reads:      "the JPEG of the photograph, else the thumbnail",
	},
	{
		Name: "raf", Title: "Fujifilm RAW",
		Extensions: []string{".raf"},
		Mimetype:   "image/x-fuji-raf",
		Signatures: []string{raf.Signature},
		Open:       raf.Open,
		Reads:      "the JPEG of the photograph",
	},
	{
		Name: "x3f", Title: "Sigma RAW",
		Extensions: []string{".x3f"},
		Mimetype:   "image/x-sigma-x3f",
		Signatures: []string{x3f.Signature},
		Open:       x3f.Open,
		Reads:      "the JPEG of the photograph, else previews in JPEG or plain RGB",
	},
	{
		Name: "tiff", Title: "TIFF and BigTIFF",
		Extensions: []string{".tif", ".tiff", ".tf8", ".btf", ".tx", ".ptif", ".ptiff", ".gtiff", ".geotiff"},
		Mimetype:   "image/tiff",
		Signatures: tiff.Signatures,
		Open:       tiff.Open,
		Reads:      "1 to 64 bits and float, strips, tiles, pyramids, alpha, inks, L*a*b*, YCbCr, LogLuv, palettes, measurements; PackBits, LZW, deflate, Zstandard, JPEG old and new, WebP, fax, SGILog, ThunderScan, NeXT; not LZMA, LERC, JPEG 2000, JBIG or camera RAW",
	},
	{
		Name: "dds", Title: "DirectDraw surface",
		Extensions: []string{".dds"},
		Mimetype:   "image/vnd.ms-dds",
		Signatures: []string{dds.Signature},
		Open:       dds.Open,
		Reads:      "BC1 to BC7, ASTC, packed pixels, floats, palettes; mip levels, cube maps as a cross, the middle slice of volumes, the first of arrays; not planar video",
	},
	{
		Name: "ktx", Title: "Khronos texture",
		Extensions: []string{".ktx", ".ktx2"},
		Mimetype:   "image/ktx",
		Signatures: []string{ktx.Signature1, ktx.Signature2},
		Open:       ktx.Open,
		Reads:      "versions 1 and 2; BC1 to BC7, ETC, EAC, ASTC, PVRTC, UASTC, ETC1S, packed pixels, floats; Zstandard, zlib, BasisLZ; mip levels, cube maps as a cross; not XUASTC",
	},
	{
		Name: "astc", Title: "ASTC texture",
		Extensions: []string{".astc"},
		Mimetype:   "image/astc",
		Signatures: []string{astc.Signature},
		Open:       astc.Open,
		Reads:      "all blocks of two dimensions, low and high range; the middle slice of volumes",
	},
	{
		Name: "blp", Title: "Blizzard texture",
		Extensions: []string{".blp"},
		Mimetype:   "image/x-blp",
		Signatures: blp.Signatures,
		Open:       blp.Open,
		Reads:      "BLP1 and BLP2: palettes, JPEG, DXT1 to DXT5, BGRA; mip levels; not BLP0",
	},
	{
		Name: "vtf", Title: "Valve texture",
		Extensions: []string{".vtf"},
		Mimetype:   "image/vnd.valve.source.texture",
		Signatures: []string{vtf.Signature},
		Open:       vtf.Open,
		Reads:      "versions 7.0 to 7.6, all formats but palettes; mip levels, the first frame, environment maps as a cross",
	},
	{
		Name: "qoi", Title: "QOI",
		Extensions: []string{".qoi"},
		Mimetype:   "image/qoi",
		Signatures: []string{qoi.Signature},
		Open:       qoi.Open,
		Reads:      "all of it",
	},
	{
		Name: "farbfeld", Title: "farbfeld",
		Extensions: []string{".ff", ".farbfeld"},
		Mimetype:   "image/x-farbfeld",
		Signatures: []string{farbfeld.Signature},
		Open:       farbfeld.Open,
		Reads:      "all of it",
	},
	{
		Name: "aseprite", Title: "Aseprite",
		Extensions: []string{".aseprite", ".ase"},
		Mimetype:   "image/x-aseprite",
		Match:      aseprite.Match,
		Open:       aseprite.Open,
		Reads:      "the first frame that shows anything, its layers, groups and tile maps blended in all modes",
	},
	{
		Name: "icns", Title: "macOS icon",
		Extensions: []string{".icns"},
		Mimetype:   "image/x-icns",
		Signatures: []string{icns.Signature},
		Open:       icns.Open,
		Reads:      "the largest element that is no JPEG 2000; PNG, ARGB, 24, 8, 4 and 1 bit with masks",
	},
	{
		Name: "ico", Title: "Windows icon and cursor",
		Extensions: []string{".ico", ".cur", ".ani"},
		Mimetype:   "image/vnd.microsoft.icon",
		Match:      ico.Match,
		Open:       ico.Open,
		Reads:      "the largest entry, bitmap or PNG, with its mask; the first frame of animated cursors",
	},
	{
		Name: "sunras", Title: "Sun rasterfile",
		Extensions: []string{".ras", ".sun", ".im1", ".im8", ".im24", ".im32"},
		Mimetype:   "image/x-sun-raster",
		Signatures: []string{sunras.Signature},
		Open:       sunras.Open,
		Reads:      "1, 8, 24 and 32 bits, palettes, run lengths; not embedded TIFF or IFF",
	},
	{
		Name: "hdr", Title: "Radiance HDR",
		Extensions: []string{".hdr", ".rgbe", ".xyze", ".rad"},
		Mimetype:   "image/vnd.radiance",
		Match:      hdr.Match,
		Open:       hdr.Open,
		Reads:      "RGBE and XYZE, flat and both run-length encodings, all orders of rows and columns, primaries",
	},
	{
		Name: "dpx", Title: "DPX",
		Extensions: []string{".dpx"},
		Mimetype:   "image/x-dpx",
		Signatures: dpx.Signatures,
		Open:       dpx.Open,
		Reads:      "1 to 16 bits and float, all packings and byte orders, luma, RGB, alpha, colour differences, several elements, run lengths; film densities, linear light and video",
	},
	{
		Name: "cineon", Title: "Cineon",
		Extensions: []string{".cin"},
		Mimetype:   "image/x-cineon",
		Signatures: dpx.CineonSignatures,
		Open:       dpx.OpenCineon,
		Reads:      "one and three channels of 8 to 16 bits as film densities",
	},
	{
		Name: "ilbm", Title: "Amiga IFF",
		Extensions: []string{".ilbm", ".lbm", ".ham", ".ham8", ".anim"},
		Mimetype:   "image/x-ilbm",
		Signatures: ilbm.Signatures,
		Open:       ilbm.Open,
		Reads:      "ILBM and PBM of 1 to 8, 24 and 32 planes, HAM, Extra Half-Brite, masks; not SHAM palettes, DEEP, RGB8 or RGBN",
	},
	{
		Name: "mayaiff", Title: "Maya IFF",
		Extensions: []string{".iff"},
		Mimetype:   "image/x-maya-iff",
		Signatures: mayaiff.Signatures,
		Open:       mayaiff.Open,
		Reads:      "grey, RGB and RGBA tiles of 8 and 16 bits; not depth",
	},
	{
		Name: "fits", Title: "FITS",
		Extensions: []string{".fits", ".fit", ".fts"},
		Mimetype:   "image/fits",
		Signatures: []string{fits.Signature},
		Open:       fits.Open,
		Reads:      "the first array of the file or an extension, all integers and floats, stretched; not tile-compressed pictures",
	},
	{
		Name: "zfile", Title: "RenderMan depth map",
		Extensions: []string{".zfile", ".z"},
		Mimetype:   "image/x-zfile",
		Signatures: zfile.Signatures,
		Open:       zfile.Open,
		Reads:      "depth, shown as grey from near to far; not compressed with gzip",
	},
	{
		Name: "pfm", Title: "Portable float map",
		Extensions: []string{".pfm"},
		Mimetype:   "image/x-portable-floatmap",
		Signatures: pfm.Signatures,
		Open:       pfm.Open,
		Reads:      "grey, RGB and RGBA, both byte orders",
	},
	{
		Name: "softimage", Title: "Softimage PIC",
		Extensions: []string{".pic"},
		Mimetype:   "image/x-softimage-pic",
		Match:      softimage.Match,
		Open:       softimage.Open,
		Reads:      "RGB and alpha of 8 bits, plain and run-length encoded",
	},
	{
		Name: "sgi", Title: "Silicon Graphics image",
		Extensions: []string{".sgi", ".rgb", ".rgba", ".bw", ".int", ".inta"},
		Mimetype:   "image/x-sgi",
		Match:      sgi.Match,
		Open:       sgi.Open,
		Reads:      "1 to 4 channels of 8 and 16 bits, plain and run-length encoded",
	},
	{
		Name: "rla", Title: "Wavefront RLA and RPF",
		Extensions: []string{".rla", ".rlb", ".rpf"},
		Mimetype:   "image/x-rla",
		Match:      rla.Match,
		Open:       rla.Open,
		Reads:      "colour and matte of 8 to 32 bits and float, within the frame; not auxiliary channels",
	},
	{
		Name: "miff", Title: "MIFF (ImageMagick)",
		Extensions: []string{".miff"},
		Mimetype:   "image/x-miff",
		Signatures: []string{miff.Signature},
		Open:       miff.Open,
		Reads:      "8 to 32 bits, palettes, grey, RGB, CMYK, alpha, ICC; run lengths and deflate; the first picture of several; not BZip or LZMA",
	},
	{
		Name: "msp", Title: "Microsoft Paint",
		Extensions: []string{".msp"},
		Mimetype:   "image/x-msp",
		Match:      msp.Match,
		Open:       msp.Open,
		Reads:      "versions 1 and 2",
	},
	{
		Name: "pgx", Title: "PGX",
		Extensions: []string{".pgx"},
		Mimetype:   "image/x-pgx",
		Match:      pgx.Match,
		Open:       pgx.Open,
		Reads:      "1 to 32 bits, signed and not",
	},
	{
		Name: "netpbm", Title: "PBM, PGM, PPM and PAM",
		Extensions: []string{".pbm", ".pgm", ".ppm", ".pnm", ".pam"},
		Mimetype:   "image/x-portable-anymap",
		Match:      netpbm.Match,
		Open:       netpbm.Open,
		Reads:      "plain and raw, all sample ranges; the first picture of several",
	},
	{
		Name: "xpm", Title: "X pixmap",
		Extensions: []string{".xpm", ".xpm2"},
		Mimetype:   "image/x-xpixmap",
		Match:      xpm.Match,
		Open:       xpm.Open,
		Reads:      "versions 1 to 3, X11's colour names, transparency",
	},
	{
		Name: "xbm", Title: "X bitmap",
		Extensions: []string{".xbm"},
		Mimetype:   "image/x-xbitmap",
		Match:      xbm.Match,
		Open:       xbm.Open,
		Reads:      "those of X10 and X11",
	},
	{
		Name: "pcx", Title: "PC Paintbrush",
		Extensions: []string{".pcx", ".dcx", ".pcc"},
		Mimetype:   "image/vnd.zbrush.pcx",
		Match:      pcx.Match,
		Open:       pcx.Open,
		Reads:      "1 to 8 bits a plane, up to four planes, palettes of VGA, EGA and CGA; the first page of a collection",
	},
	// Those that follow have no signature, so that all others are asked before them.
	{
		Name: "tga", Title: "Targa",
		Extensions: []string{".tga", ".targa", ".icb", ".vda"},
		Mimetype:   "image/x-tga",
		Match:      tga.Match,
		Open:       tga.Open,
		Reads:      "palettes, true colour and grey of 8 to 32 bits, run lengths, all origins, straight and premultiplied alpha; not Huffman-coded",
	},
	{
		Name: "wbmp", Title: "Wireless bitmap",
		Extensions: []string{".wbmp", ".wbm"},
		Mimetype:   "image/vnd.wap.wbmp",
		Match:      wbmp.Match,
		Open:       wbmp.Open,
		Reads:      "type 0, which is the only one",
	},
	{
		Name: "openraster", Title: "OpenRaster",
		Extensions: []string{".ora"},
		Mimetype:   "image/openraster",
		Match:      openraster.MatchORA,
		Shared:     []string{zipSignature},
		Open:       openraster.Open,
		Reads:      "the merged picture, else the layers composed, else the preview",
	},
	{
		Name: "krita", Title: "Krita",
		Extensions: []string{".kra", ".krz"},
		Mimetype:   "application/x-krita",
		Match:      openraster.MatchKRA,
		Shared:     []string{zipSignature},
		Open:       openraster.Open,
		Reads:      "the merged picture, else the preview; not its own layers",
	},
	{
		Name: "psd", Title: "Photoshop document",
		Extensions: []string{".psd", ".psb", ".pdd", ".psdt"},
		Mimetype:   "image/vnd.adobe.photoshop",
		Signatures: []string{psd.Signature},
		Open:       psd.Open,
		Reads:      "the merged picture in all modes, 1 to 32 bits, raw, run lengths, ZIP; where it was not saved, the layers with masks, groups and blend modes, or the thumbnail; not layer effects nor adjustments",
	},
	{
		Name: "xcf", Title: "GIMP",
		Extensions: []string{".xcf"},
		Mimetype:   "image/x-xcf",
		Signatures: []string{xcf.Signature},
		Open:       xcf.Open,
		Reads:      "all versions and precisions, layers composed with groups, masks and all blend modes; not filters of layers nor CinePaint's files",
	},
	{
		Name: "pdn", Title: "Paint.NET",
		Extensions: []string{".pdn"},
		Mimetype:   "image/x-paintnet",
		Signatures: []string{pdn.Signature},
		Open:       pdn.Open,
		Reads:      "layers composed with their blend modes, else the thumbnail",
	},
	{
		Name: "dicom", Title: "DICOM",
		Extensions: []string{".dcm", ".dicom", ".dic"},
		Mimetype:   "application/dicom",
		Match:      dicom.Match,
		Open:       dicom.Open,
		Reads:      "grey by its window, RGB, YBR_FULL, palettes; native, RLE, JPEG of 8 and 12 bits and lossless; the representative frame; not JPEG-LS or JPEG 2000",
	},
	{
		Name: "odf", Title: "OpenDocument",
		Extensions: []string{".odt", ".ods", ".odp", ".odg", ".odf", ".ott", ".ots", ".otp", ".otg"},
		Mimetype:   "application/vnd.oasis.opendocument",
		Match:      packaged.MatchOpenDocument,
		Shared:     []string{zipSignature},
		Open:       packaged.OpenDocument.Open,
		Reads:      "the preview that was saved with it",
	},
	{
		Name: "ooxml", Title: "Office Open XML",
		Extensions: []string{".docx", ".pptx", ".xlsx", ".vsdx", ".docm", ".pptm", ".xlsm", ".dotx", ".potx", ".xltx", ".vstx", ".ppsx"},
		Mimetype:   "application/vnd.openxmlformats-officedocument",
		Shared:     []string{zipSignature},
		Open:       packaged.OfficeOpenXML.Open,
		Reads:      "the thumbnail that was saved with it, metafiles included",
	},
	{
		Name: "xps", Title: "XPS",
		Extensions: []string{".xps", ".oxps"},
		Mimetype:   "application/vnd.ms-xpsdocument",
		Shared:     []string{zipSignature},
		Open:       packaged.XPS.Open,
		Reads:      "the thumbnail",
	},
	{
		Name: "3mf", Title: "3MF",
		Extensions: []string{".3mf"},
		Mimetype:   "model/3mf",
		Shared:     []string{zipSignature},
		Open:       packaged.ThreeMF.Open,
		Reads:      "the thumbnail that was saved with it",
	},
	{
		Name: "sketch", Title: "Sketch",
		Extensions: []string{".sketch"},
		Mimetype:   "application/x-sketch",
		Shared:     []string{zipSignature},
		Open:       packaged.Sketch.Open,
		Reads:      "the preview",
	},
	{
		Name: "procreate", Title: "Procreate",
		Extensions: []string{".procreate"},
		Mimetype:   "application/x-procreate",
		Shared:     []string{zipSignature},
		Open:       packaged.Procreate.Open,
		Reads:      "the thumbnail",
	},
	{
		Name: "figma", Title: "Figma",
		Extensions: []string{".fig"},
		Mimetype:   "application/x-figma",
		Shared:     []string{zipSignature},
		Open:       packaged.Figma.Open,
		Reads:      "the thumbnail",
	},
	{
		Name: "iwork", Title: "Pages, Keynote and Numbers",
		Extensions: []string{".pages", ".key", ".numbers"},
		Mimetype:   "application/vnd.apple.iwork",
		Shared:     []string{zipSignature},
		Open:       packaged.IWork.Open,
		Reads:      "the preview",
	},
	{
		Name: "comic", Title: "Comic book archive",
		Extensions: []string{".cbz", ".cbr", ".cb7", ".cbt"},
		Mimetype:   "application/vnd.comicbook",
		Shared:     comic.Signatures,
		Open:       comic.Open,
		Reads:      "the first page in natural order, of ZIP, RAR, 7-Zip and tar archives whatever their name",
	},
	{
		Name: "epub", Title: "EPUB",
		Extensions: []string{".epub"},
		Mimetype:   "application/epub+zip",
		Match:      epub.Match,
		Shared:     []string{zipSignature},
		Open:       epub.Open,
		Reads:      "the cover of versions 2 and 3",
	},
	{
		Name: "usdz", Title: "USDZ",
		Extensions: []string{".usdz"},
		Mimetype:   "model/vnd.usdz+zip",
		Shared:     []string{zipSignature},
		Open:       packaged.USDZ.Open,
		Reads:      "the preview that lies in it, else its first texture",
	},
	{
		Name: "fusion", Title: "Fusion",
		Extensions: []string{".f3d"},
		Mimetype:   "application/x-fusion360",
		Shared:     []string{zipSignature},
		Open:       packaged.Fusion.Open,
		Reads:      "the preview of the active design",
	},
	{
		Name: "xd", Title: "Adobe XD",
		Extensions: []string{".xd"},
		Mimetype:   "application/vnd.adobe.xd",
		Shared:     []string{zipSignature},
		Open:       packaged.Xd.Open,
		Reads:      "the preview",
	},
	{
		Name: "blender", Title: "Blender",
		Extensions: []string{".blend", ".blend1", ".blend2"},
		Mimetype:   "application/x-blender",
		Match:      blender.Match,
		Shared:     []string{blender.GzipSignature, blender.ZstdSignature},
		Open:       blender.Open,
		Reads:      "the preview that was saved with the scene, of 2.5 to 5.x, plain, gzip and Zstandard",
	},
	{
		Name: "unreal", Title: "Unreal Engine package",
		Extensions: []string{".uasset", ".umap", ".upk"},
		Mimetype:   "application/x-unreal-package",
		Signatures: unreal.Signatures,
		Open:       unreal.Open,
		Reads:      "the largest thumbnail that the editor saved, of Unreal Engine 3 to 5; not cooked packages, which have none",
	},
	{
		Name: "mp3", Title: "MP3",
		Extensions: []string{".mp3", ".mp2", ".mp1", ".mpga"},
		Mimetype:   "audio/mpeg",
		Match:      sound.MatchMP3,
		Shared:     sound.SharedMP3,
		Open:       sound.MP3.Open,
		Reads:      "the cover of ID3v2 and APE tags, else the waveform of layer III",
	},
	{
		Name: "flac", Title: "FLAC",
		Extensions: []string{".flac", ".fla"},
		Mimetype:   "audio/flac",
		Signatures: []string{flac.Signature},
		Shared:     []string{"ID3"},
		Open:       sound.FLAC.Open,
		Reads:      "the cover, else the waveform",
	},
	{
		Name: "m4a", Title: "MPEG-4 audio",
		Extensions: []string{".m4a", ".m4b", ".m4p", ".m4r"},
		Mimetype:   "audio/mp4",
		Signatures: []string{"????ftypM4A ", "????ftypM4B ", "????ftypM4P "},
		Shared:     sound.SharedM4A,
		Open:       sound.M4A.Open,
		Reads:      "the cover",
	},
	{
		Name: "ogg", Title: "Ogg Vorbis, Opus, FLAC and Speex",
		Extensions: []string{".ogg", ".oga", ".opus", ".spx"},
		Mimetype:   "audio/ogg",
		Match:      ogg.MatchSound,
		Open:       sound.Ogg.Open,
		Reads:      "the cover, else the waveform of Vorbis",
	},
	{
		Name: "wma", Title: "Windows Media audio",
		Extensions: []string{".wma"},
		Mimetype:   "audio/x-ms-wma",
		Shared:     []string{asf.Signature},
		Open:       sound.WMA.Open,
		Reads:      "the cover",
	},
	{
		Name: "aiff", Title: "AIFF",
		Extensions: []string{".aif", ".aiff", ".aifc"},
		Mimetype:   "audio/aiff",
		Signatures: []string{"FORM????AIFF", "FORM????AIFC"},
		Open:       sound.AIFF.Open,
		Reads:      "the cover of an ID3 tag, else the waveform",
	},
	{
		Name: "wav", Title: "WAVE",
		Extensions: []string{".wav", ".wave", ".bwf", ".rf64"},
		Mimetype:   "audio/x-wav",
		Signatures: []string{"RIFF????WAVE", "RF64????WAVE", "BW64????WAVE"},
		Open:       sound.WAV.Open,
		Reads:      "the cover of an ID3 tag, else the waveform",
	},
	{
		Name: "ape", Title: "Monkey's Audio, WavPack, Musepack, OptimFROG, TAK and TTA",
		Extensions: []string{".ape", ".wv", ".mpc", ".mp+", ".ofr", ".tak", ".tta"},
		Mimetype:   "audio/x-ape",
		Signatures: []string{"MAC ", "wvpk", "MP+", "MPCK", "OFR ", "tBaK", "TTA1"},
		Shared:     []string{"ID3", "APETAGEX"},
		Open:       sound.APE.Open,
		Reads:      "the cover of APE and ID3v2 tags",
	},
	{
		Name: "dsf", Title: "DSD stream",
		Extensions: []string{".dsf"},
		Mimetype:   "audio/x-dsf",
		Signatures: []string{"DSD "},
		Open:       sound.DSF.Open,
		Reads:      "the cover of an ID3 tag",
	},
	{
		Name: "aac", Title: "AAC",
		Extensions: []string{".aac", ".adts"},
		Mimetype:   "audio/aac",
		Match:      sound.MatchAAC,
		Shared:     []string{"ID3"},
		Open:       sound.AAC.Open,
		Reads:      "the cover of an ID3 tag",
	},
	{
		Name: "clip", Title: "Clip Studio Paint",
		Extensions: []string{".clip"},
		Mimetype:   "application/x-clip-studio",
		Signatures: []string{clip.Signature},
		Open:       clip.Open,
		Reads:      "the picture of the canvas that is saved with it; not its layers",
	},
	{
		Name: "affinity", Title: "Affinity Designer, Photo and Publisher",
		Extensions: []string{".afdesign", ".afphoto", ".afpub", ".aftemplate", ".af"},
		Mimetype:   "application/x-affinity",
		Signatures: []string{affinity.Signature},
		Open:       affinity.Open,
		Reads:      "the thumbnail, at most 512 pixels",
	},
	{
		Name: "unity", Title: "Unity package",
		Extensions: []string{".unitypackage"},
		Mimetype:   "application/x-unity-package",
		Shared:     []string{unity.Signature},
		Open:       unity.Open,
		Reads:      "the package's own picture, else the preview of its first prefab, model, material or texture",
	},
	{
		Name: "godot", Title: "Godot texture",
		Extensions: []string{".ctex", ".stex"},
		Mimetype:   "application/x-godot-texture",
		Signatures: []string{godot.Signature4, godot.Signature3},
		Open:       godot.Open,
		Reads:      "versions 3 and 4: PNG, WebP, BC1 to BC7, ETC, EAC, ASTC, packed pixels, floats; mip levels; not Basis Universal or PVRTC",
	},
	{
		Name: "max", Title: "3ds Max",
		Extensions: []string{".max"},
		Mimetype:   "application/x-3dsmax",
		Shared:     []string{oledoc.Signature},
		Open:       oledoc.Open,
		Reads:      "the thumbnail",
	},
	{
		Name: "revit", Title: "Revit",
		Extensions: []string{".rvt", ".rfa", ".rte", ".rft"},
		Mimetype:   "application/x-revit",
		Shared:     []string{oledoc.Signature},
		Open:       oledoc.Open,
		Reads:      "the preview",
	},
	{
		Name: "oledoc", Title: "Office 97 to 2003 and other OLE documents",
		Extensions: []string{".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps", ".pot", ".vsd", ".vss", ".vst", ".pub", ".mpp", ".sldprt", ".sldasm", ".slddrw"},
		Mimetype:   "application/x-ole-storage",
		Signatures: []string{oledoc.Signature},
		Open:       oledoc.Open,
		Reads:      "the preview, metafiles included",
	},
	{
		Name: "font", Title: "Font",
		Extensions: []string{".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2", ".otb"},
		Mimetype:   "font/sfnt",
		Signatures: font.Signatures,
		Open:       font.Open,
		Reads:      "a specimen in its own glyphs: TrueType, CFF, CFF2, layers of colour, pictures of glyphs; the first font of collections; symbols and emoji in rows; gradients as one colour; not SVG glyphs",
	},
	{
		Name: "type1", Title: "PostScript font",
		Extensions: []string{".pfb", ".pfa", ".t1", ".cff"},
		Mimetype:   "application/x-font-type1",
		Signatures: font.Type1Signatures,
		Shared:     []string{typeface.BareCFF},
		Open:       font.OpenType1,
		Reads:      "a specimen in its own glyphs: Type 1 in clear and in segments, CFF tables alone",
	},
	{
		Name: "mp4", Title: "MP4, QuickTime and 3GP",
		Extensions: []string{".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".3gpp", ".f4v"},
		Mimetype:   "video/mp4",
		Match:      movie.MatchMP4,
		Open:       movie.OpenMP4,
		Reads:      "the cover, a poster or the first frame that is a JPEG or PNG; no other frames",
	},
	{
		Name: "matroska", Title: "Matroska and WebM",
		Extensions: []string{".mkv", ".webm", ".mka", ".mk3d", ".weba"},
		Mimetype:   "video/x-matroska",
		Signatures: []string{ebml.Signature},
		Open:       movie.OpenMatroska,
		Reads:      "the attached cover, or the first frame that is a JPEG or PNG; no other frames",
	},
	{
		Name: "avi", Title: "AVI",
		Extensions: []string{".avi", ".divx"},
		Mimetype:   "video/x-msvideo",
		Signatures: []string{"RIFF????AVI "},
		Open:       movie.OpenAVI,
		Reads:      "the first frame that is a JPEG or PNG; no other frames",
	},
	{
		Name: "wmv", Title: "Windows Media video",
		Extensions: []string{".wmv", ".asf"},
		Mimetype:   "video/x-ms-wmv",
		Signatures: []string{asf.Signature},
		Open:       movie.OpenASF,
		Reads:      "the cover; no frames",
	},
	{
		Name: "ogv", Title: "Ogg video",
		Extensions: []string{".ogv", ".ogx", ".ogm"},
		Mimetype:   "video/ogg",
		Match:      ogg.MatchVideo,
		Shared:     []string{ogg.Signature},
		Open:       movie.OpenOgg,
		Reads:      "the cover; no frames",
	},
	{
		Name: "flv", Title: "Flash video",
		Extensions: []string{".flv"},
		Mimetype:   "video/x-flv",
		Signatures: []string{"FLV\x01"},
		Open:       movie.OpenFlash,
		Reads:      "nothing yet but which codec is missing",
	},
	{
		Name: "mpeg", Title: "MPEG video",
		Extensions: []string{".mpg", ".mpeg", ".mpe", ".m1v", ".m2v", ".vob"},
		Mimetype:   "video/mpeg",
		Match:      movie.MatchMPEG,
		Open:       movie.OpenMPEG,
		Reads:      "nothing yet but which codec is missing",
	},
	{
		Name: "mpegts", Title: "MPEG transport stream",
		Extensions: []string{".mts", ".m2ts", ".m2t", ".tp"},
		Mimetype:   "video/mp2t",
		Match:      movie.MatchTransport,
		Open:       movie.OpenTransport,
		Reads:      "nothing yet but which codec is missing",
	},
	{
		Name: "mxf", Title: "MXF",
		Extensions: []string{".mxf"},
		Mimetype:   "application/mxf",
		Signatures: []string{movie.PartitionKey},
		Open:       movie.OpenMXF,
		Reads:      "nothing yet but which codec is missing",
	},
	{
		Name: "illustrator", Title: "Adobe Illustrator",
		Extensions: []string{".ai", ".ait"},
		Mimetype:   "application/illustrator",
		Shared:     []string{adobe.SignaturePDF, adobe.Signature, adobe.SignatureDOS},
		Open:       adobe.OpenIllustrator,
		Reads:      "the thumbnail in its XMP or PostScript; the drawing itself is not drawn",
	},
	{
		Name: "eps", Title: "Encapsulated PostScript",
		Extensions: []string{".eps", ".epsf", ".epsi", ".epi", ".ept", ".ps"},
		Mimetype:   "application/postscript",
		Signatures: []string{adobe.Signature, adobe.SignatureDOS},
		Open:       adobe.OpenPostScript,
		Reads:      "the preview: TIFF, a metafile that is a bitmap, hexadecimal, Photoshop's, Illustrator's or XMP; programs are not drawn",
	},
	{
		Name: "indesign", Title: "Adobe InDesign",
		Extensions: []string{".indd", ".indt", ".indb"},
		Mimetype:   "application/x-indesign",
		Signatures: []string{adobe.SignatureInDesign},
		Open:       adobe.OpenInDesign,
		Reads:      "the largest preview of its first page",
	},
	{
		Name: "idml", Title: "InDesign Markup",
		Extensions: []string{".idml"},
		Mimetype:   "application/vnd.adobe.indesign-idml-package",
		Match:      adobe.MatchIDML,
		Shared:     []string{zipSignature},
		Open:       adobe.OpenIDML,
		Reads:      "the thumbnail, where there is one",
	},
	{
		Name: "aftereffects", Title: "Adobe After Effects project",
		Extensions: []string{".aep", ".aet"},
		Mimetype:   "application/vnd.adobe.aftereffects.project",
		Signatures: []string{adobe.SignatureAfterEffects},
		Open:       adobe.OpenAfterEffects,
		Reads:      "the thumbnail in its XMP, which the program itself does not save",
	},
	{
		Name: "premiere", Title: "Adobe Premiere project",
		Extensions: []string{".prproj"},
		Mimetype:   "application/x-premiere-project",
		Shared:     []string{adobe.SignatureGzip, "<?xml"},
		Open:       adobe.OpenPremiere,
		Reads:      "nothing, for it holds no picture, and says so",
	},
	{
		Name: "cinema4d", Title: "Cinema 4D",
		Extensions: []string{".c4d"},
		Mimetype:   "application/x-cinema4d",
		Signatures: []string{cinema4d.Signature},
		Open:       cinema4d.Open,
		Reads:      "the preview of the viewport",
	},
	{
		Name: "sketchup", Title: "SketchUp",
		Extensions: []string{".skp", ".skb"},
		Mimetype:   "application/vnd.sketchup.skp",
		Signatures: []string{sketchup.Signature},
		Open:       sketchup.Open,
		Reads:      "the thumbnail",
	},
	{
		Name: "houdini", Title: "Houdini",
		Extensions: []string{".hip", ".hipnc", ".hiplc"},
		Mimetype:   "application/x-houdini",
		Match:      houdini.Match,
		Open:       houdini.Open,
		Reads:      "nothing: its scenes hold no picture, and say so",
	},
	{
		Name: "painter", Title: "Substance 3D Painter project",
		Extensions: []string{".spp"},
		Mimetype:   "application/x-substance-painter",
		Shared:     []string{painter.Signature},
		Open:       painter.Open,
		Reads:      "nothing: where its pictures lie is not public, and it says so",
	},
	{
		Name: "dwg", Title: "AutoCAD drawing",
		Extensions: []string{".dwg", ".dwt", ".dws"},
		Mimetype:   "image/vnd.dwg",
		Signatures: dwg.Signatures,
		Open:       dwg.Open,
		Reads:      "the preview of release 13 and later: a PNG file or a bitmap",
	},
	{
		Name: "rhino", Title: "Rhino",
		Extensions: []string{".3dm"},
		Mimetype:   "model/vnd.3dm",
		Signatures: []string{rhino.Signature},
		Open:       rhino.Open,
		Reads:      "the preview of versions 1 to 8",
	},
	{
		Name: "coreldraw", Title: "CorelDRAW",
		Extensions: []string{".cdr", ".cdt", ".cmx"},
		Mimetype:   "application/vnd.corel-draw",
		Signatures: coreldraw.Signatures,
		Shared:     []string{zipSignature},
		Open:       coreldraw.Open,
		Reads:      "the thumbnail of version 3 and later; the drawing itself is not drawn",
	},
	{
		Name: "pixelmator", Title: "Pixelmator Pro",
		Extensions: []string{".pxd"},
		Mimetype:   "application/x-pixelmator-pro",
		Shared:     []string{zipSignature},
		Open:       pixelmator.Open,
		Reads:      "the preview, at most 1024 pixels; not its layers",
	},
	{
		Name: "firealpaca", Title: "FireAlpaca and MediBang Paint",
		Extensions: []string{".mdp"},
		Mimetype:   "application/x-mdp",
		Signatures: []string{firealpaca.Signature},
		Open:       firealpaca.Open,
		Reads:      "the thumbnail; not its layers",
	},
	{
		Name: "resolve", Title: "DaVinci Resolve project",
		Extensions: []string{".drp"},
		Mimetype:   "application/x-davinci-resolve-project",
		Shared:     []string{zipSignature},
		Open:       resolve.Open,
		Reads:      "nothing, for it holds no picture, and says so",
	},
	{
		Name: "zbrush", Title: "ZBrush",
		Extensions: []string{".ztl", ".zpr", ".zbr", ".zbp", ".zmt"},
		Mimetype:   "application/x-zbrush",
		Signatures: []string{zbrush.Signature},
		Open:       zbrush.Open,
		Reads:      "the thumbnail of 96 by 96 pixels",
	},
	{
		Name: "sai", Title: "PaintTool SAI 2",
		Extensions: []string{".sai2"},
		Mimetype:   "application/x-sai2",
		Signatures: []string{sai.Signature},
		Open:       sai.Open,
		Reads:      "the thumbnail, the whole picture of canvases below 512 pixels; not its layers",
	},
	{
		Name: "mobi", Title: "Mobipocket and Kindle",
		Extensions: []string{".mobi", ".azw", ".azw3", ".prc"},
		Mimetype:   "application/x-mobipocket-ebook",
		Signatures: []string{mobi.Signature},
		Open:       mobi.Open,
		Reads:      "the cover, else the first picture",
	},
	{
		Name: "sbsar", Title: "Substance archive",
		Extensions: []string{".sbsar"},
		Mimetype:   "application/x-substance-archive",
		Shared:     []string{sbsar.Signature},
		Open:       sbsar.Open,
		Reads:      "the thumbnail",
	},
	{
		Name: "sai1", Title: "PaintTool SAI 1",
		Extensions: []string{".sai"},
		Mimetype:   "application/x-sai",
		Match:      sai.MatchVersion1,
		Open:       sai.OpenVersion1,
		Reads:      "the thumbnail; not its layers",
	},
	{
		Name: "fictionbook", Title: "FictionBook",
		Extensions: []string{".fb2"},
		Mimetype:   "application/x-fictionbook+xml",
		Match:      fictionbook.Match,
		Open:       fictionbook.Open,
		Reads:      "the cover of version 2",
	},
	{
		Name: "wmf", Title: "Windows metafile",
		Extensions: []string{".wmf", ".wmz", ".apm"},
		Mimetype:   "image/wmf",
		Match:      metafile.MatchPlain,
		Shared:     []string{metafile.Gzip},
		Open:       metafile.Open,
		Reads:      "drawn on white paper, or the bitmap that it is; text in built-in fonts; not palettes of devices",
	},
	{
		Name: "emf", Title: "Enhanced metafile",
		Extensions: []string{".emf", ".emz"},
		Mimetype:   "image/emf",
		Match:      metafile.MatchEnhanced,
		Shared:     []string{metafile.Gzip},
		Open:       metafile.Open,
		Reads:      "as WMF; of EMF+ without EMF only bitmaps and plain shapes",
	},
}

// Table returns the rows in the order in which they are asked.
func Table() []Loader { return slices.Clone(table) }
