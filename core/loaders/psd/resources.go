package psd

import (
	"encoding/binary"

	"apsync/core/picture"
)

// The image resources that are looked at (Image Resource IDs).
const (
	resourceAlphaNames       = 1006
	resourceOldThumbnail     = 1033
	resourceThumbnail        = 1036
	resourceProfile          = 1039
	resourceTransparentIndex = 1047
	resourceAlphaIdentifiers = 1053
	resourceVersion          = 1057
)

// resources is what the image resources say.
type resources struct {
	profile          span // none where it is too large
	thumbnail        span
	thumbnailBGR     bool
	transparentIndex int // -1 where there is none
	alphas           []uint32
	namesAlphas      bool
	noMerged         bool // it says that there is no merged picture
}

// readResources reads the Image Resources Section. What comes behind something that is
// no resource, or behind as many as no program writes, is not looked at: the picture
// does not depend on it.
func readResources(src *picture.Source, section span) (resources, error) {
	r := resources{transparentIndex: -1}
	w := newWalker(src, section.off, section.end())
	for n := 0; n < maxResources && w.left() >= 12; n++ {
		if !resourceSignature(string(w.bytes(4))) {
			break
		}
		id := w.u16()
		name := int64(w.u8())
		w.skip(name + (name+1)&1) // its length and it are even together
		size := int64(w.u32())
		data := span{w.at, size}
		if w.err != nil || size > w.left() {
			break
		}
		if err := r.add(src, id, data); err != nil {
			return r, err
		}
		w.skip(min(size+size&1, w.left()))
	}
	return r, nil
}

// resourceSignature reports whether a resource begins so: some of ImageReady's and of
// other programs do not as the specification says.
func resourceSignature(s string) bool {
	switch s {
	case "8BIM", "MeSa", "AgHg", "PHUT", "DCSR":
		return true
	}
	return false
}

// add takes what is of use of a resource.
func (r *resources) add(src *picture.Source, id uint16, data span) error {
	switch id {
	case resourceProfile:
		if data.size <= maxProfile {
			r.profile = data
		}
	case resourceThumbnail:
		r.thumbnail, r.thumbnailBGR = data, false
	case resourceOldThumbnail:
		if r.thumbnail.size == 0 {
			r.thumbnail, r.thumbnailBGR = data, true
		}
	case resourceAlphaNames:
		r.namesAlphas = data.size > 0
	}
	const longest = 4 * maxChannels
	head, err := src.Bytes(data.off, min(data.size, longest))
	if err != nil {
		return err
	}
	switch {
	case id == resourceTransparentIndex && len(head) >= 2:
		r.transparentIndex = int(binary.BigEndian.Uint16(head))
	case id == resourceVersion && len(head) >= 5:
		r.noMerged = head[4] == 0
	case id == resourceAlphaIdentifiers:
		for ; len(head) >= 4; head = head[4:] {
			r.alphas = append(r.alphas, binary.BigEndian.Uint32(head))
		}
	}
	return nil
}
