// Package store keeps the thumbnails that users attach to files.
//
// A store is a folder:
//
//	blobs/ab/<sha256>                    the pictures, byte for byte as they were given
//	records/cd/<key>-<slot>.json         which picture a file has in a slot
//	files/cd/<key>.json                  what a file was like when it was last seen
//	contents/ef/<size>/<content>-<key>   empty: which files had a content
//	temporary/                           what is being written
//	removed/                             blobs that a collector is about to remove
//	damaged/                             what it found damaged, for a person to look at
//
// A key is the SHA-256 of the file's key of package project, cut to 128 bits; in a
// project's own store that key is relative to the project's root. Blobs never
// change. Records are replaced by renaming, so that of two who attach at once the
// later wins and neither touches the other slot. There are no locks and no
// database: network shares and synchronised folders will do, and every name maps to
// a key of an object store. Blobs that no record names any more stay until Collect
// removes them; the time of a blob is that of its last attaching, so that what is on
// its way is spared (removed.go). A blob is named by its hash and a record states its
// own, by which Verify tells what is damaged.
//
// Records decide; files and contents are hints for finding the thumbnail of a file
// that was moved (moved.go) and are made again when they are lost. A project's own
// store leaves such hints in the user's store too, so that thumbnails follow files
// into projects and out of them (elsewhere.go): record and blob are then copied to
// the store that the file belongs in. Never does a copy of a file get its thumbnail.
//
// What Get returns is a copy in the cache (copy.go), so that whatever is done to it
// leaves the store as it is. A copy that a new attachment replaced goes a day later,
// unless it was changed or something lies beside it. Beyond the cache's size those go
// that were handed out longest ago (limit.go).
//
// A store may come from a stranger with a project: everything read from it is
// checked, and a blob that does not have the hash of its name is never handed out.
package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"apsync/core/fault"
	"apsync/core/project"
)

// Slot is one of the two thumbnails of a file.
type Slot string

// The slots.
const (
	Preview Slot = "preview"
	Detail  Slot = "detail"
)

// Validate says whether a file of size bytes is a picture that may be attached, and
// returns its extension: ".png" or ".jpg". Name is for messages.
type Validate func(ctx context.Context, r io.ReaderAt, size int64, name string) (ext string, err error)

// Config is what a store is opened with.
type Config struct {
	Folder   string          // where the store is: settings.Settings.Store
	Cache    string          // where local copies go: settings.Settings.Cache
	Project  project.Project // of the files that are asked for; may be zero
	Validate Validate        // needed to attach only
	// Publish runs what makes thumbnails visible, or refuses to; nil runs it.
	Publish func(func() error) error
	// CacheSize bounds the bytes that copies in the cache take; 0 is without limit.
	CacheSize int64
	// User is the user's store, where what a project's own does not know is looked for:
	// settings.Settings.UserStore. It may be empty.
	User string
}

// Store is an opened store. It may be used from several goroutines.
type Store struct {
	config Config
	own    bool   // it is its project's own, with keys relative to the root
	user   *Store // the user's, of a project's own; may be nil
}

// Open returns the store of that configuration. It touches no files. A store
// without a folder, as where a user has no home, is an Access error.
func Open(config Config) (*Store, error) {
	if config.Folder == "" {
		return nil, fault.New(fault.Access, "there is no home folder to keep thumbnails in").
			Advise("name a folder in the setting store (APSYNC_STORE)")
	}
	config.Folder = filepath.Clean(config.Folder)
	own := config.Project.Folder != "" && config.Folder == filepath.Join(config.Project.Folder, "thumbnails")
	s := &Store{config: config, own: own}
	if own && config.User != "" && filepath.Clean(config.User) != config.Folder {
		s.user = &Store{config: Config{Folder: filepath.Clean(config.User)}}
	}
	return s, nil
}

// Folder returns where the store is.
func (s *Store) Folder() string { return s.config.Folder }

// Request asks for a picture to be attached.
type Request struct {
	File  project.Place // of the file that gets the thumbnail
	Local string        // the picture: a PNG or JPEG
	Slot  Slot
	// LocalName is Local as the caller named it, for messages; empty stands for Local.
	LocalName string
}

// called returns what to call the picture in messages.
func (r *Request) called() string {
	if r.LocalName != "" {
		return r.LocalName
	}
	return r.Local
}

// Attach stores the pictures of the requests, durably: when it returns, the local
// files may go. All are checked before any is stored. A file or picture that is
// missing is a NotFound error, a picture that is none an Argument error or what
// Validate says; Write errors leave what was attached before. Errors carry the path
// that they are about: that of the store's folder where the store is at fault, else
// that of the file or the picture as the caller named it.
func (s *Store) Attach(ctx context.Context, requests ...Request) error {
	s.sweep()
	pictures := make([]*picture, len(requests))
	defer func() {
		for _, p := range pictures {
			p.abandon()
		}
	}()
	for i, request := range requests {
		if err := request.check(); err != nil {
			return err
		}
		p, err := s.stage(ctx, &request)
		if fault.CodeOf(err) == fault.Write {
			return s.closed(err) // the store's fault, not the picture's
		}
		if err != nil {
			return about(err, request.called())
		}
		pictures[i] = p
	}
	if s.config.Publish == nil {
		return s.enterAll(ctx, requests, pictures)
	}
	return s.config.Publish(func() error { return s.enterAll(ctx, requests, pictures) })
}

// enterAll publishes pictures and makes them the ones of their files.
func (s *Store) enterAll(ctx context.Context, requests []Request, pictures []*picture) error {
	for i, request := range requests {
		if err := s.publish(ctx, pictures[i]); err != nil {
			return named(s.closed(err), request.File.Called())
		}
	}
	for i, request := range requests {
		if err := s.enter(ctx, request, pictures[i]); err != nil {
			return named(s.closed(err), request.File.Called())
		}
	}
	return nil
}

// check says what is wrong with a request at first sight.
func (r *Request) check() error {
	if r.Slot != Preview && r.Slot != Detail {
		return fault.New(fault.Argument, "slot %q is neither %q nor %q", r.Slot, Preview, Detail)
	}
	_, err := os.Stat(r.File.Path)
	return named(absent(err), r.File.Called())
}

// enter makes a published picture the one of its file and slot.
func (s *Store) enter(ctx context.Context, request Request, p *picture) error {
	key := s.key(request.File)
	s.bring(ctx, request.File, key, request.Slot)
	if err := s.see(request.File, key); err != nil {
		return err
	}
	rec := newRecord(s.pathOf(request.File), request.Slot, p)
	if err := s.writeRecord(ctx, key, rec, false); err != nil {
		return err
	}
	if err := s.ensure(ctx, &request, p); err != nil {
		return err
	}
	return s.dropVariants(request.File, request.Slot)
}

// bring moves what the file had at a path that is gone or in another store, to be
// replaced: left there it would be lent to the next copy of the file. That it fails does no harm now.
func (s *Store) bring(ctx context.Context, file project.Place, k key, slot Slot) {
	info, err := os.Stat(file.Path)
	if err != nil {
		return
	}
	if rec, err := s.readRecord(k, slot); rec == nil && err == nil {
		_, _ = s.moved(ctx, file, info, slot)
	}
}

// Get returns the path of a local copy of the thumbnail that the file has in the
// slot, and whether it has one: a file that does not exist has none. The copy's
// folder is the caller's to use. A damaged or missing blob is a Corrupt error; Write
// and Access errors carry the path of the store's or the cache's folder.
func (s *Store) Get(ctx context.Context, file project.Place, slot Slot) (path string, found bool, err error) {
	info, err := os.Stat(file.Path)
	if isMissing(err) {
		return "", false, nil
	}
	if err != nil {
		return "", false, named(err, file.Called())
	}
	rec, err := s.find(ctx, file, info, slot)
	if rec == nil || err != nil {
		return "", false, named(s.closed(err), file.Called())
	}
	path, err = s.copy(ctx, s.key(file), rec)
	return path, err == nil, named(s.closed(err), file.Called())
}

// find returns the record of the file in the slot, or nil.
func (s *Store) find(ctx context.Context, file project.Place, info fs.FileInfo, slot Slot) (*record, error) {
	key := s.key(file)
	rec, err := s.readRecord(key, slot)
	if err != nil {
		return nil, err
	}
	if rec != nil {
		s.seeAgain(file, info, key)
		return rec, nil
	}
	if rec := s.variant(file, slot); rec != nil {
		return rec, nil
	}
	rec, err = s.moved(ctx, file, info, slot)
	if rec == nil && err == nil {
		return s.readRecord(key, slot) // somebody else may have found it meanwhile
	}
	return rec, err
}

// isMissing reports whether err says that there is no file of that name, and can
// be none.
func isMissing(err error) bool {
	for _, e := range []error{fs.ErrNotExist, syscall.ENOTDIR, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EINVAL, errInvalidName} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// absent returns err as a NotFound error if it says that there is no such file.
func absent(err error) error {
	if !isMissing(err) {
		return err
	}
	return &fault.Error{Code: fault.NotFound, Detail: "no such file", Err: err}
}

// stopped returns why ctx is done, or nil.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	cause := context.Cause(ctx)
	var e *fault.Error
	if errors.As(cause, &e) {
		return e
	}
	return fault.New(fault.Cancelled, "stopped by the caller: %w", cause)
}

// closed returns err with the store's folder as its path if it says that something
// may not be read or written there, unless it says more already.
func (s *Store) closed(err error) error {
	code := fault.CodeOf(err)
	if code != fault.Write && code != fault.Access {
		return err
	}
	e := *fault.From(err)
	if e.Path == "" && e.Advice == "" {
		e.Path = s.config.Folder
		e.Advice = "give the folder the permissions and the space it needs, or name another in the setting store (APSYNC_STORE)"
	}
	return &e
}

// about returns err as a fault about the path.
func about(err error, path string) error {
	e := *fault.From(err)
	e.Path = path
	return &e
}

// named returns err as a fault about the path, unless it is about one already.
func named(err error, path string) error {
	if err == nil {
		return nil
	}
	if fault.From(err).Path != "" {
		return fault.From(err)
	}
	return about(err, path)
}
