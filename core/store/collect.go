package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"apsync/core/atomicfile"
	"apsync/core/fault"
)

// attaching is how long it may take from writing a record to seeing whether its blob
// is still there, even where a collection has no regard to age.
const attaching = time.Minute

// CollectOptions say what a collection may do.
type CollectOptions struct {
	// Age is how long what is removed or set aside must have lain still: what is
	// younger may be in the middle of another process's attaching, or on its way here
	// in a synchronised folder. It should exceed the longest that an attaching takes.
	Age    time.Duration
	DryRun bool // change nothing, and say what would be done
}

// Collection is what a collection found and did.
type Collection struct {
	Survey              // as it was found
	Mended    []Problem // records whose blob was written anew from a copy in the cache
	Lost      []Problem // what was set aside, with the thumbnails that are lost
	Left      []Problem // what is too young, or cannot be read or moved
	Removed   int       // blobs that no record names
	Reclaimed int64     // bytes that these took
	Leftovers int       // files that killed processes left
	Hints     int       // that led nowhere
	Aside     string    // the folder of what was set aside, if anything was
}

// Collect mends and tidies the store. Blobs that no record names are removed.
// Damaged blobs are written anew where the cache has a copy; where it has none they
// are moved to the folder damaged/, with the records that name them and records that
// cannot be understood, and the files are named whose thumbnails are lost. Nobody
// reads that folder, but as long as a record is there its blob is kept. Others may
// attach, get and collect meanwhile. A store that cannot be written is a Write error.
func (s *Store) Collect(ctx context.Context, opt CollectOptions) (Collection, error) {
	c := collector{ctx: ctx, store: s, opt: opt, mended: map[string]bool{}, settled: map[string]bool{}}
	if _, err := os.Lstat(s.config.Folder); isMissing(err) {
		return c.Collection, nil
	}
	for _, step := range []func() error{c.setClock, c.sweep, c.survey, c.mend, c.collect, c.remain, c.tidyHints} {
		if err := step(); err != nil {
			return c.Collection, s.closed(err)
		}
		if err := stopped(ctx); err != nil {
			return c.Collection, err
		}
	}
	return c.Collection, nil
}

type collector struct {
	Collection
	ctx   context.Context
	store *Store
	opt   CollectOptions
	now   time.Time // by the clock that dates the store's files
	// mended are the blobs that were written anew, settled all about which something
	// was done or said.
	mended, settled map[string]bool
}

// setClock asks the file system for the time: a network share has its own.
func (c *collector) setClock() error {
	c.now = time.Now()
	f, err := c.store.create(c.store.temporary(), atomicfile.Options{Sync: atomicfile.SyncNone})
	if err != nil && c.opt.DryRun {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Abandon()
	c.now, err = f.Made()
	return err
}

// isOld reports whether the time of a file's last change lets it be touched.
func (c *collector) isOld(path string) bool { return c.isOlder(path, c.opt.Age) }

func (c *collector) isOlder(path string, age time.Duration) bool {
	info, err := os.Lstat(path)
	return err == nil && c.now.Sub(info.ModTime()) >= age
}

func (c *collector) sweep() error {
	abandoned := atomicfile.Abandoned(c.store.temporary())
	c.Leftovers = len(abandoned)
	if !c.opt.DryRun {
		c.Leftovers = atomicfile.Sweep(c.store.temporary())
	}
	return nil
}

func (c *collector) survey() error {
	var err error
	c.Survey, err = c.store.Verify(c.ctx)
	return err
}

// mend does about the problems what can be done.
func (c *collector) mend() error {
	for _, p := range c.Problems {
		// All before any is set aside: one of several files that have a picture may have
		// the copy.
		if p.kind == lacking && c.store.rescue(c.ctx, p.key, p.record, c.opt.DryRun) {
			c.mended[p.record.Blob] = true
		}
	}
	for _, p := range c.Problems {
		if err := stopped(c.ctx); err != nil {
			return err
		}
		switch p.kind {
		case lacking:
			c.mendBlob(p)
		case damagedRecord:
			c.setAside(p)
		case damagedNote:
			if c.opt.DryRun || os.Remove(p.Path) == nil {
				c.Hints++
			}
		case unreadable:
			c.Left = append(c.Left, p)
		}
	}
	return nil
}

// remain says which damaged blobs are still there.
func (c *collector) remain() error {
	for _, p := range c.Problems {
		switch {
		case p.kind != damagedBlob || c.settled[filepath.Base(p.Path)]:
		case c.isOld(p.Path):
			c.leave(p, "something names it that is no record of this version")
		default:
			c.leave(p, "it may be on its way")
		}
	}
	return nil
}

func (c *collector) leave(p Problem, why string) {
	p.Reason += "; left, since " + why
	c.Left = append(c.Left, p)
}

// mendBlob finds a good blob for a record, or sets both aside.
func (c *collector) mendBlob(p Problem) {
	c.settled[p.record.Blob] = true
	if c.mended[p.record.Blob] {
		c.Mended = append(c.Mended, p)
		return
	}
	if !c.isOlder(p.Path, attaching) {
		c.leave(p, "it may be about to be attached")
		return
	}
	blob := c.store.blobPath(p.record.Blob)
	if _, err := os.Lstat(blob); err == nil && !c.isOld(blob) {
		c.leave(p, "the blob may be on its way")
		return
	}
	if c.setAside(p) && !c.opt.DryRun {
		c.setBlobAside(p.record.Blob)
	}
}

// rescue writes a record's blob anew from the copy that the cache has of it, and
// reports whether the blob is good now.
func (s *Store) rescue(ctx context.Context, k key, rec *record, isDryRun bool) bool {
	if s.has(rec.Blob) && isIntact(ctx, s.blobPath(rec.Blob), rec.Bytes, rec.Blob) {
		return true
	}
	if s.config.Cache == "" {
		return false
	}
	for i := range maxFolders {
		path := filepath.Join(s.copyFolder(k, rec)+sibling(i), string(rec.Slot)+rec.Type)
		if isIntact(ctx, path, rec.Bytes, rec.Blob) {
			return isDryRun || s.adoptCopy(ctx, path, rec) == nil
		}
	}
	return false
}

// adoptCopy makes a copy in the cache the blob of a record.
func (s *Store) adoptCopy(ctx context.Context, path string, rec *record) error {
	src, _, err := open(path)
	if err != nil {
		return err
	}
	defer src.Close()
	blob := s.blobPath(rec.Blob)
	f, err := s.create(filepath.Dir(blob), atomicfile.Options{Sync: durable})
	if err != nil {
		return err
	}
	defer f.Abandon()
	if err := copyBlob(ctx, f, src, rec, path); err != nil {
		return err
	}
	return f.Publish(blob)
}

// aside is the folder of what is damaged.
func (s *Store) aside() string { return filepath.Join(s.config.Folder, "damaged") }

// setAside moves a record out of the way, unless it is young or by now another one.
func (c *collector) setAside(p Problem) bool {
	if !c.isOld(p.Path) {
		c.leave(p, "it may be on its way")
		return false
	}
	aside := filepath.Join(c.store.aside(), filepath.Base(p.Path))
	if !c.opt.DryRun {
		moved, err := c.move(p.Path, aside, func() bool { return c.isStill(p, aside) })
		if err != nil {
			c.leave(p, fmt.Sprintf("it cannot be moved: %v", fault.From(err).Detail))
		}
		if !moved {
			return false
		}
	}
	c.Lost = append(c.Lost, p)
	return true
}

// move moves a damaged file aside, and back if it is not damaged after all: somebody
// may have replaced it right before. It reports whether it was moved.
func (c *collector) move(path, aside string, isStill func() bool) (bool, error) {
	folders, _ := modes(c.store.config.Folder)
	if err := atomicfile.MkdirAll(filepath.Dir(aside), atomicfile.Options{Sync: hint, Mode: folders}); err != nil {
		return false, err
	}
	if !isFolder(filepath.Dir(aside)) {
		return false, errNoFolder
	}
	if err := os.Rename(path, aside); err != nil {
		if isMissing(err) {
			err = nil // it went meanwhile
		}
		return false, err
	}
	if isStill() {
		c.Aside = filepath.Dir(aside)
		return true, nil
	}
	err := atomicfile.Move(aside, path)
	if errors.Is(err, fs.ErrExist) {
		return false, os.Remove(aside) // replaced once more
	}
	return false, err
}

// isStill reports whether the record that was moved aside is the one of the problem.
func (c *collector) isStill(p Problem, aside string) bool {
	_, slot, _ := splitRecordName(filepath.Dir(p.Path), filepath.Base(p.Path))
	rec, err := loadRecord(aside, slot)
	if p.record == nil {
		return fault.CodeOf(err) == fault.Corrupt
	}
	return err == nil && rec.ID == p.record.ID
}

// setBlobAside moves a damaged blob out of the way.
func (c *collector) setBlobAside(sum string) {
	aside := filepath.Join(c.store.aside(), sum)
	_, _ = c.move(c.store.blobPath(sum), aside, func() bool {
		_, reason, err := judge(c.ctx, aside)
		return err == nil && reason != ""
	})
}

// tidyHints removes hints to files by content that lead to no note of that content.
func (c *collector) tidyHints() error {
	top := filepath.Join(c.store.config.Folder, "contents")
	return walk(c.ctx, top, func(folder, size string) error {
		if !isFolder(filepath.Join(folder, size)) {
			return nil
		}
		for _, name := range namesIn(filepath.Join(folder, size)) {
			path := filepath.Join(folder, size, name)
			content, k, found := strings.Cut(name, "-")
			if !found || !isHex(content, 32) || !isHex(k, 32) || !c.isOld(path) {
				continue
			}
			n, err := c.store.readNote(key(k))
			isStale := isMissing(err) || c.opt.DryRun && fault.CodeOf(err) == fault.Corrupt || err == nil && c.store.contentPath(n.Size, n.Content, key(k)) != path
			if isStale && (c.opt.DryRun || os.Remove(path) == nil) {
				c.Hints++
			}
		}
		return nil
	}, func(string, error) {})
}
