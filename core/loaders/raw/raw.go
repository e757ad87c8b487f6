// Package raw reads the camera RAW formats that are built like TIFF: Canon CR2, Nikon
// NEF and NRW, Sony ARW, SR2 and SRF, Adobe DNG, Olympus ORF, Panasonic RW2 and Leica
// RWL, Pentax PEF, Samsung SRW, Hasselblad 3FR and FFF, Phase One IIQ, Mamiya MEF, Leaf
// MOS, Kodak DCR, KDC and K25, Epson ERF; and Minolta MRW, which holds a TIFF structure.
//
// Specifications: TIFF 6.0, TIFF/EP (ISO 12234-2), DNG 1.7 (Adobe). What makers keep
// elsewhere is described in the documentation of ExifTool (https://exiftool.org/TagNames)
// and of Exiv2.
//
// Read are the pictures that a camera or a converter saved for showing: JPEGs and 8-bit
// RGB in directories and their SubIFDs, Panasonic's JpgFromRaw, Leaf's packets, and the
// previews that the makers' notes of Nikon, Olympus, Pentax, Minolta, Sony, Samsung and
// Epson point at. Package previews chooses among them. Where they are smaller than the
// photograph, DNG's sensor data is developed, if it is uncompressed or in lossless JPEG;
// other makers' and DNG's lossy data are not, and a note says so.
//
// Adobe RGB is stated by the RAW's Exif directory, the maker's note or the preview
// itself. Only headers and what is shown is read, wherever it lies. Limits: 64
// directories, 3 levels.
package raw

import (
	"io"
	"slices"

	"apsync/core/colour"
	"apsync/core/container/exif"
	"apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/loaders/raw/previews"
	"apsync/core/picture"
)

// Beginnings of files. Those of Shared are TIFF's own, and tell a RAW file only together
// with its extension.
var (
	Shared     = []string{"II*\x00", "MM\x00*", "II+\x00", "MM\x00+"}
	signatures = []string{"IIRO", "IIRS", "MMOR", "IIU\x00"}
	// marks are what stands eight bytes behind the beginning of a TIFF header.
	marks = []string{"CR\x02\x00", phaseLittle, phaseLittleTiles, phaseBig}
)

// mimetypes are those of the formats, by the extension of their files.
var mimetypes = map[string]string{
	".cr2": "image/x-canon-cr2", ".nef": "image/x-nikon-nef", ".nrw": "image/x-nikon-nrw",
	".arw": "image/x-sony-arw", ".sr2": "image/x-sony-sr2", ".srf": "image/x-sony-srf",
	".dng": "image/x-adobe-dng", ".orf": "image/x-olympus-orf", ".rw2": "image/x-panasonic-rw2",
	".rwl": "image/x-panasonic-rw2", ".pef": "image/x-pentax-pef", ".srw": "image/x-samsung-srw",
	".3fr": "image/x-hasselblad-3fr", ".fff": "image/x-hasselblad-fff", ".iiq": "image/x-phaseone-iiq",
	".mef": "image/x-mamiya-mef", ".mos": "image/x-leaf-mos", ".dcr": "image/x-kodak-dcr",
	".k25": "image/x-kodak-k25", ".kdc": "image/x-kodak-kdc", ".erf": "image/x-epson-erf",
}

// Match reports whether a file that begins so is a RAW file whatever its name: one with
// a header of its maker's, or a TIFF file whose first directory has DNG's version.
func Match(head []byte) bool {
	if slices.ContainsFunc(signatures, func(s string) bool { return begins(head, s) }) {
		return true
	}
	if !slices.ContainsFunc(Shared, func(s string) bool { return begins(head, s) }) {
		return false
	}
	return slices.ContainsFunc(marks, func(s string) bool { return len(head) > 8 && begins(head[8:], s) }) || hasDNGVersion(head)
}

func begins(b []byte, s string) bool { return len(b) >= len(s) && string(b[:len(s)]) == s }

// Open finds the pictures and reads their headers.
func Open(src *picture.Source) (picture.Picture, error) {
	r, err := newReader(src, 0, src.Size())
	if err != nil {
		return nil, err
	}
	if err := r.read(); err != nil {
		return nil, err
	}
	return r.finder.Photo(r.about)
}

// reader reads the TIFF structure of a file.
type reader struct {
	src     *picture.Source
	section *io.SectionReader // of the structure
	base    int64             // of the structure in the file
	file    *tiff.File
	finder  *previews.Finder
	about   previews.Photograph
	dirs    []*tiff.Directory // the first, those that follow it, and their SubIFDs
	seen    map[int64]bool
}

// newReader opens the structure of size bytes at base.
func newReader(src *picture.Source, base, size int64) (*reader, error) {
	section := io.NewSectionReader(src, base, size)
	file, err := tiff.Open(section, size)
	if err != nil {
		return nil, err
	}
	return &reader{
		src: src, section: section, base: base, file: file, finder: previews.NewFinder(src), seen: map[int64]bool{},
		about: previews.Photograph{Mimetype: mimetypes[src.Ext()]},
	}, nil
}

// read reads all directories that matter.
func (r *reader) read() error {
	r.walk(r.file.First, 0)
	if len(r.dirs) == 0 {
		_, err := r.file.Directory(r.file.First)
		if err == nil {
			err = fault.New(fault.Corrupt, "the file has no directories")
		}
		return err
	}
	r.photograph()
	r.exif()
	for _, dir := range r.dirs {
		r.previews(dir)
	}
	r.sensor()
	return nil
}

// photograph reads what the first directory says of the whole.
func (r *reader) photograph() {
	root := r.dirs[0]
	if _, ok := root.Find(tiff.TagOrientation); ok {
		r.about.Orientation = exif.Orientation(root)
	}
	r.about.Width, r.about.Height = r.size()
	r.phaseOne()
	if e, ok := root.Find(tiff.TagICCProfile); ok {
		if profile, err := root.Bytes(e, maxProfile); err == nil {
			r.about.Space = colour.Space{ICC: profile}
			return
		}
	}
	if exif.Of(r.file, root).AdobeRGB {
		r.about.Space = previews.AdobeRGB()
	}
}

// maxProfile bounds a colour profile, in bytes.
const maxProfile = 16 << 20
