package packaged

import (
	"path"
	"strings"

	"apsync/core/container/zip"
)

// maxLayer is how much of a text layer is looked through, in bytes.
const maxLayer = 1 << 20

// layerPreviews returns what the first layer of a USDZ package calls its preview, where
// that layer is text (UsdMedia, AssetPreviewsAPI: assetInfo's previews, thumbnails,
// default, defaultImage).
func layerPreviews(archive *zip.Archive) []string {
	members := archive.Members()
	if len(members) == 0 {
		return nil
	}
	r, size, err := members[0].Open()
	if err != nil {
		return nil
	}
	text := make([]byte, min(size, maxLayer))
	n, _ := r.ReadAt(text, 0)
	layer := string(text[:n])
	if !strings.HasPrefix(layer, "#usda") {
		return nil
	}
	_, after, ok := strings.Cut(layer, "defaultImage")
	if !ok {
		return nil
	}
	_, after, _ = strings.Cut(after, "@")
	name, _, ok := strings.Cut(after, "@")
	if !ok {
		return nil
	}
	return []string{path.Join(path.Dir(members[0].Name()), name)}
}
