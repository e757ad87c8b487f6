package psd

import (
	"apsync/core/picture"
)

// layerInfo is what the Layer and Mask Information Section says before its layers are
// looked at.
type layerInfo struct {
	layers       span // the records and channels of the layers, from their count on
	count        int
	transparency bool // the first alpha channel of the merged picture is its transparency
}

// readLayerInfo finds the layers: at the section's beginning, or in a block of their own
// where samples have more than 8 bits (Additional Layer Information).
func readLayerInfo(src *picture.Source, h header, section span) (layerInfo, error) {
	var info layerInfo
	w := newWalker(src, section.off, section.end())
	if section.size < 4 {
		return info, nil
	}
	size := w.length(h.large)
	if w.err != nil || size > w.left() {
		return info, nil // the merged picture behind the section does not depend on it
	}
	info.take(src, span{w.at, size})
	w.skip(size)
	if w.left() < 4 {
		return info, nil
	}
	w.skip(min(int64(w.u32()), w.left())) // Global Layer Mask Info
	for b := range blocks(w, h.large, 4) {
		switch b.key {
		case "Lr16", "Lr32", "Layr":
			info.take(src, b.data)
		case "Mtrn", "Mt16", "Mt32":
			info.transparency = true
		}
	}
	return info, nil
}

// take notes a part of the file that begins with a count of layers.
func (info *layerInfo) take(src *picture.Source, data span) {
	if data.size < 2 || info.count > 0 {
		return
	}
	w := newWalker(src, data.off, data.end())
	count := int(int16(w.u16())) // the bits are a signed number
	if w.err != nil {
		return
	}
	if count < 0 {
		count, info.transparency = -count, true
	}
	info.layers, info.count = data, count
}

// block is a block of additional information.
type block struct {
	key  string
	data span
}

// wideBlocks are those whose length has eight bytes in large documents.
const wideBlocks = "LMsk Lr16 Lr32 Layr Mt16 Mt32 Mtrn Alph FMsk lnk2 FEid FXid PxSD cinf"

// blocks walks over the blocks of additional information up to the walker's end, or to
// what is none. They begin at multiples of align, but for those of some programs.
func blocks(w *walker, large bool, align int64) func(yield func(block) bool) {
	return func(yield func(block) bool) {
		for w.left() >= 12 {
			signature := string(w.bytes(4))
			if signature != "8BIM" && signature != "8B64" {
				return
			}
			key := string(w.bytes(4))
			size := w.length(large && isWide(key))
			if w.err != nil || size > w.left() {
				return
			}
			if !yield(block{key, span{w.at, size}}) {
				return
			}
			w.skip(size)
			w.align(align)
		}
	}
}

func isWide(key string) bool {
	for at := 0; at+4 <= len(wideBlocks); at += 5 {
		if wideBlocks[at:at+4] == key {
			return true
		}
	}
	return false
}

// align passes over what fills a block up, of which the specification and programs have
// different notions: the next block is at the first place that looks so.
func (w *walker) align(align int64) {
	for pad := int64(0); pad < align && w.left() >= 4; pad++ {
		signature := string(w.bytes(4))
		w.at -= 4
		if signature == "8BIM" || signature == "8B64" {
			return
		}
		w.at++
	}
}
