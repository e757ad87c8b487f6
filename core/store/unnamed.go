package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"

	"apsync/core/atomicfile"
	"apsync/core/fault"
	"apsync/core/regular"
)

// names are the blobs that something names.
type names map[[32]byte]struct{}

// collect removes the blobs that no record names; see removed.go.
func (c *collector) collect() error {
	if c.opt.DryRun {
		return c.take(func(_, path string) { c.count(path) })
	}
	if err := c.take(c.takeAway); err != nil {
		return err
	}
	return c.settle()
}

// take calls with each blob that is old and that no record names.
func (c *collector) take(act func(sum, path string)) error {
	named, err := c.store.named(c.ctx)
	if err != nil {
		return err
	}
	return walk(c.ctx, filepath.Join(c.store.config.Folder, "blobs"), func(folder, sum string) error {
		path := filepath.Join(folder, sum)
		if isHex(sum, 64) && filepath.Base(folder) == sum[:2] && !named.has(sum) && c.isOld(path) {
			c.settled[sum] = true
			act(sum, path)
		}
		return nil
	}, func(string, error) {})
}

func (c *collector) count(path string) {
	info, err := os.Lstat(path)
	if err == nil {
		c.Removed++
		c.Reclaimed += info.Size()
	}
}

func (c *collector) takeAway(sum, path string) {
	to := filepath.Join(c.store.removed(), fmt.Sprintf("%s-%08x", sum, rand.Uint32()))
	folders, _ := modes(c.store.config.Folder)
	err := atomicfile.MkdirAll(filepath.Dir(to), atomicfile.Options{Sync: hint, Mode: folders})
	if err == nil && !isFolder(filepath.Dir(to)) {
		err = errNoFolder
	}
	if err == nil {
		err = os.Rename(path, to)
	}
	if err != nil && !isMissing(err) {
		c.Left = append(c.Left, Problem{Path: path, Reason: fmt.Sprintf("cannot be removed: %v", fault.From(err).Detail)})
	}
}

// settle removes for good what was taken away, by this collector or by one that was
// killed, unless it is needed after all.
func (c *collector) settle() error {
	folder := c.store.removed()
	taken := namesIn(folder)
	if len(taken) == 0 || !isFolder(folder) {
		return nil
	}
	named, err := c.store.named(c.ctx) // after they were taken
	if err != nil {
		return err
	}
	for _, name := range taken {
		path := filepath.Join(folder, name)
		sum, ok := splitRemoved(name)
		info, err := os.Lstat(path)
		if err != nil || !ok {
			continue
		}
		if named.has(sum) || !c.isOld(path) {
			c.store.putBack(path, sum)
			continue
		}
		if os.RemoveAll(path) == nil {
			c.Removed++
			c.Reclaimed += info.Size()
		}
	}
	return nil
}

func (n names) has(sum string) bool {
	var digest [32]byte
	_, err := hex.Decode(digest[:], []byte(sum))
	_, found := n[digest]
	return err == nil && found
}

// named returns the blobs that the store's records name, whether these can be
// understood or not: what a damaged record names, one of a newer apsync, one that
// was set aside, and one that a synchronising program renamed is not removed. It
// fails where a record may be that cannot be read.
func (s *Store) named(ctx context.Context) (names, error) {
	found := names{}
	note := func(folder, name string) error { return found.add(filepath.Join(folder, name)) }
	var failure error
	failed := func(folder string, err error) { failure = fmt.Errorf("%s: %w", folder, err) }
	if err := walk(ctx, filepath.Join(s.config.Folder, "records"), note, failed); err != nil {
		return nil, err
	}
	for _, name := range namesIn(s.aside()) {
		if filepath.Ext(name) == ".json" {
			if err := note(s.aside(), name); err != nil {
				return nil, err
			}
		}
	}
	return found, failure
}

// add notes what the file of a record names: each of its words of 64 hexadecimal
// digits.
func (n names) add(path string) error {
	f, _, err := regular.Open(path)
	if isMissing(err) || errors.Is(err, regular.ErrNot) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxRecord))
	for begin := 0; begin < len(text); begin++ {
		end := begin
		for end < len(text) && isHexDigit(text[end]) {
			end++
		}
		if end-begin == 64 {
			var digest [32]byte
			_, _ = hex.Decode(digest[:], text[begin:end]) // all of it is digits
			n[digest] = struct{}{}
		}
		begin = end
	}
	return err
}
