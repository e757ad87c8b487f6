package tiff

import (
	"cmp"
	"slices"

	ifd "apsync/core/container/tiff"
	"apsync/core/fault"
	"apsync/core/picture"
)

// The bits of the NewSubfileType tag (TIFF 6.0 §8), and the value of the older
// SubfileType that means the first of them.
const (
	subfileReduced = 1 << 0
	subfileMask    = 1 << 2
	oldReduced     = 2
)

// maxReduced bounds the reduced versions that are looked at; a pyramid has one
// for each halving.
const maxReduced = 64

// pages are the pictures of a file that matter here.
type pages struct {
	main *page
	// reduced are smaller versions of main with the same channels, the smallest
	// first.
	reduced []*page
	count   int // directories that are pages of their own
}

// choose returns the smallest version of the main page that has the wanted size.
func (p *pages) choose(want picture.Want) *page {
	want.Width, want.Height = min(want.Width, p.main.width), min(want.Height, p.main.height)
	for _, r := range p.reduced {
		if r.width >= want.Width && r.height >= want.Height {
			return r.scaled(want)
		}
	}
	return p.main.scaled(want)
}

// chain is what a walk through a file's directories found.
type chain struct {
	file *ifd.File
	left int // directories that may still be read
	// full, reduced and subs are pages, reduced pages and what these point to by
	// their SubIFDs fields; only the first of the pages is kept.
	full          *ifd.Directory
	reduced, subs []*ifd.Directory
	count         int
}

// readPages finds the page to show and its reduced versions.
func readPages(file *ifd.File) (pages, error) {
	c := &chain{file: file, left: maxDirectories}
	if err := c.walk(); err != nil {
		return pages{}, err
	}
	found := pages{count: max(c.count, 1)}
	var err error
	if found.main, err = c.main(); err != nil {
		return pages{}, err
	}
	for _, dir := range slices.Concat(c.reduced, c.subs) {
		if _, isMask := roleOf(dir); isMask {
			continue
		}
		if p, err := readPage(dir); err == nil && p.compression != compressionOldJPEG {
			p.science = found.main.science // which the writers of pyramids do not repeat
			p.applyScience()
			if p.reduces(found.main) {
				found.reduced = append(found.reduced, p)
			}
		}
	}
	slices.SortStableFunc(found.reduced, func(a, b *page) int { return cmp.Compare(a.width, b.width) })
	return found, nil
}

// walk sorts the directories of the file. One that cannot be read ends it, and
// fails it where it is the first.
func (c *chain) walk() error {
	for dir, err := range c.file.Chain(c.file.First, maxDirectories) {
		if err != nil {
			if c.left == maxDirectories {
				return err
			}
			break
		}
		c.left--
		if err := c.sort(dir); err != nil {
			return err
		}
	}
	return nil
}

func (c *chain) sort(dir *ifd.Directory) error {
	if err := refuseRawTags(dir); err != nil {
		return err
	}
	reduced, isMask := roleOf(dir)
	switch {
	case isMask:
		return nil
	case reduced, c.full != nil && isLevel(dir, c.full):
		if len(c.reduced) < maxReduced {
			c.reduced = append(c.reduced, dir)
		}
		return c.readSubs(dir, c.full == nil)
	}
	c.count++
	if c.full == nil {
		c.full, c.subs = dir, nil // what reduced pages before it point to is not it
		return c.readSubs(dir, true)
	}
	return c.readSubs(dir, false)
}

// isLevel reports whether a directory that does not say so describes a level of a
// pyramid whose base is another: its size is that divided by a power of two, and its
// tiles are as large. So OpenImageIO writes textures, and slide scanners slides.
func isLevel(dir, base *ifd.Directory) bool {
	for _, tag := range []uint16{ifd.TagTileWidth, ifd.TagTileLength} {
		side, tiled := dir.Uint(tag)
		if other, _ := base.Uint(tag); !tiled || side != other {
			return false
		}
	}
	for shift := 1; shift < 31; shift++ {
		if isPart(dir, base, ifd.TagImageWidth, shift) && isPart(dir, base, ifd.TagImageLength, shift) {
			return true
		}
	}
	return false
}

// isPart reports whether a side is another's divided by a power of two, rounded either
// way.
func isPart(dir, base *ifd.Directory, tag uint16, shift int) bool {
	side, _ := dir.Uint(tag)
	whole, _ := base.Uint(tag)
	down := whole >> shift
	return side == max(1, down) || uint64(side) == (uint64(whole)+1<<shift-1)>>shift && whole > 0
}

// readSubs looks at the directories that a SubIFDs field names (TIFF Technical
// Note 1), for signs of camera RAW and where keep is set as versions of the page.
func (c *chain) readSubs(dir *ifd.Directory, keep bool) error {
	offsets, err := dir.Values(ifd.TagSubIFDs, maxReduced)
	if err != nil {
		return nil // the page itself is there
	}
	for i := range offsets.Len() {
		if c.left == 0 {
			break
		}
		c.left--
		sub, err := c.file.Directory(int64(offsets.Uint(i))) // a negative offset is refused
		if err != nil {
			continue
		}
		if err := refuseRawTags(sub); err != nil {
			return err
		}
		if keep && len(c.subs) < maxReduced {
			c.subs = append(c.subs, sub)
		}
	}
	return nil
}

// main returns the page to show: the first full one, else the first full one that
// reduced pages point to, else the largest of the reduced.
func (c *chain) main() (*page, error) {
	if c.full != nil {
		return readPage(c.full)
	}
	for _, dir := range c.subs {
		if reduced, isMask := roleOf(dir); !reduced && !isMask {
			return readPage(dir)
		}
	}
	var largest *page
	var failure error
	for _, dir := range c.reduced {
		p, err := readPage(dir)
		if err != nil {
			failure = err
		} else if largest == nil || p.width > largest.width {
			largest = p
		}
	}
	switch {
	case largest != nil:
		return largest, nil
	case failure != nil:
		return nil, failure
	}
	return nil, fault.New(fault.NoPicture, "none of the file's directories describes a picture")
}

// roleOf returns what a directory says of its picture's role.
func roleOf(dir *ifd.Directory) (reduced, isMask bool) {
	if role, ok := dir.Uint(ifd.TagNewSubfileType); ok {
		return role&subfileReduced != 0, role&subfileMask != 0
	}
	role, _ := dir.Uint(ifd.TagSubfileType)
	return role == oldReduced, false
}

// reduces reports whether p is a smaller version of main: of its aspect but for
// the rounding of a pixel, and with its channels.
func (p *page) reduces(main *page) bool {
	across, down := int64(p.width)*int64(main.height), int64(p.height)*int64(main.width)
	return p.width < main.width && p.layout == main.layout &&
		max(across-down, down-across) <= int64(max(main.width, main.height))
}
