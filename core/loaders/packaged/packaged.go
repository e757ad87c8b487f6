// Package packaged reads the preview that a program left in a document which it keeps
// in a ZIP archive, at a place that its format names: Office Open XML and XPS (Open
// Packaging Conventions, ECMA-376 part 2 §11, "thumbnail" relationships of the
// package), OpenDocument (1.3 part 2 §3.7, Thumbnails/thumbnail.png), 3MF (core
// specification 1.3 §6.1), Sketch (previews/preview.png), Procreate
// (QuickLook/Thumbnail.png), Figma (thumbnail.png), Adobe XD (preview.png), Pages,
// Keynote and Numbers (preview.jpg or QuickLook), Fusion (Previews of the active asset)
// and USDZ.
//
// A USDZ package names its preview in its first layer (AssetPreviewsAPI of UsdMedia);
// where that is text, what it names is shown, else what lies at usual places, and where
// there is none, the first texture, with a note that it is one.
//
// The preview is a PNG, JPEG, WebP, GIF, TIFF or BMP, or a Windows metafile, which is
// drawn. A document without one fails with no-picture, which says what its program must
// be told. Limits: those of package zip; 16 places are tried that the document names, and
// 16 of a folder.
package packaged

import (
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"

	"apsync/core/container/zip"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

// Kind is how one format keeps its preview.
type Kind struct {
	// Name is what notes call the file: "document", where it is empty.
	Name string
	// Members are the places where it may be, the best first.
	Members []string
	// Folders are where any picture is one, the largest file the best; they come
	// before Members.
	Folders []string
	// Named finds more places, which come first.
	Named func(*zip.Archive) []string
	// Textures says that another picture of the archive is better than none.
	Textures bool
	// Advice says how to have the program save one.
	Advice string
}

// Open finds the preview and reads its headers.
func (k *Kind) Open(src *picture.Source) (picture.Picture, error) {
	archive, err := zip.Open(src, src.Size())
	if err != nil {
		return nil, err
	}
	opened, name, err := first(archive, k.names(archive))
	if opened != nil {
		return k.preview(opened), nil
	}
	if k.Textures {
		opened, name, _ = first(archive, textures(archive))
	}
	switch {
	case opened != nil:
		note := "the package has no preview; its first texture is shown: " + name
		return &embedded.Preview{Picture: opened, Pages: 1, Notes: []string{note}}, nil
	case err != nil:
		return nil, err
	}
	return nil, fault.New(fault.NoPicture, "the %s holds no preview", k.name()).Advise("%s", k.Advice)
}

func (k *Kind) name() string {
	if k.Name == "" {
		return "document"
	}
	return k.Name
}

func (k *Kind) preview(opened picture.Picture) picture.Picture {
	preview := embedded.NewPreview(opened, k.name())
	preview.Pages = 1
	return preview
}

// names returns where to look, in that order.
func (k *Kind) names(archive *zip.Archive) []string {
	var names []string
	if k.Named != nil {
		names = k.Named(archive)
	}
	for _, folder := range k.Folders {
		names = append(names, inFolder(archive, folder)...)
	}
	return append(names, k.Members...)
}

// first opens the first of the members that can be read, or says why the first that
// there is cannot; it returns nothing where there is none.
func first(archive *zip.Archive, names []string) (opened picture.Picture, name string, failed error) {
	for _, name := range names {
		member, ok := archive.Find(name)
		if !ok {
			continue
		}
		opened, err := open(member)
		if err == nil {
			return opened, name, nil
		}
		if failed == nil {
			failed = err
		}
	}
	return nil, "", failed
}

func open(member zip.Member) (picture.Picture, error) {
	r, size, err := member.Open()
	if err != nil {
		return nil, err
	}
	if ext := strings.ToLower(path.Ext(member.Name())); ext == ".wmf" || ext == ".emf" {
		return embedded.OpenMetafile(io.NewSectionReader(r, 0, size))
	}
	return embedded.Open(r, size, member.Name())
}

// maxTried is how many pictures of a folder are tried, and how many that are named.
const maxTried = 16

// inFolder returns the pictures of a folder, the largest file first.
func inFolder(archive *zip.Archive, folder string) []string {
	var found []zip.Member
	for _, m := range archive.Members() {
		if strings.EqualFold(path.Dir(m.Name()), folder) && isPicture(m.Name()) {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b zip.Member) int { return int(min(b.Size(), 1<<30) - min(a.Size(), 1<<30)) })
	return memberNames(found)
}

// textures returns the pictures of the archive in their order.
func textures(archive *zip.Archive) []string {
	return memberNames(slices.DeleteFunc(archive.Members(), func(m zip.Member) bool { return !isPicture(m.Name()) }))
}

func memberNames(members []zip.Member) []string {
	names := make([]string, min(len(members), maxTried))
	for i := range names {
		names[i] = members[i].Name()
	}
	return names
}

func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".webp":
		return true
	}
	return false
}

const (
	relationships = "_rels/.rels"
	maxRelations  = 1 << 20 // bytes
)

// related returns the parts that the package calls its thumbnail (ECMA-376 part 2
// §11.1.2).
func related(archive *zip.Archive) []string {
	member, ok := archive.Find(relationships)
	if !ok {
		return nil
	}
	data, err := member.Bytes(maxRelations)
	if err != nil {
		return nil
	}
	var parsed struct {
		Relationships []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if xml.Unmarshal(data, &parsed) != nil {
		return nil
	}
	var names []string
	for _, r := range parsed.Relationships {
		if strings.HasSuffix(strings.ToLower(r.Type), "/metadata/thumbnail") {
			names = append(names, strings.TrimPrefix(r.Target, "/"))
		}
	}
	return names[:min(len(names), maxTried)]
}
