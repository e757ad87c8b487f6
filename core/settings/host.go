package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
)

// host is the user's surroundings.
type host struct {
	getenv func(name string) string
	folder string // what relative folders in the environment count from
}

func (s Scope) host() host {
	if s.Getenv == nil {
		return host{os.Getenv, s.Folder}
	}
	return host{s.Getenv, s.Folder}
}

// home returns the user's home folder, or "".
func (h host) home() string {
	name := "HOME"
	if runtime.GOOS == "windows" {
		name = "USERPROFILE"
	}
	if home := h.getenv(name); filepath.IsAbs(home) {
		return home
	}
	if u, err := user.Current(); err == nil && filepath.IsAbs(u.HomeDir) {
		return u.HomeDir
	}
	return ""
}

// config returns the folder of the user's settings, or "".
func (h host) config() string {
	return h.place(places{"XDG_CONFIG_HOME", ".config", "Application Support", "APPDATA", "Roaming"}, "")
}

// store returns the folder of attachments by default, or "".
func (h host) store() string {
	return h.place(places{"XDG_DATA_HOME", ".local/share", "Application Support", "LOCALAPPDATA", "Local"}, "thumbnails")
}

// cache returns the folder of copies by default, or "".
func (h host) cache() string {
	inside := ""
	if runtime.GOOS == "windows" {
		inside = "cache" // which has no folder of its own there
	}
	return h.place(places{"XDG_CACHE_HOME", ".cache", "Caches", "LOCALAPPDATA", "Local"}, inside)
}

// places are where systems keep files of a kind: on Unix by the XDG Base Directory
// Specification 0.8, in ~/Library on a Mac, in AppData on Windows.
type places struct{ xdgVariable, xdg, library, variable, appData string }

// place returns apsync's folder in the place of this system, or "" where there is
// no home folder.
func (h host) place(p places, inside string) string {
	home := h.home()
	base := ""
	switch runtime.GOOS {
	case "windows":
		base = h.absolute(p.variable, home, filepath.Join("AppData", p.appData))
	case "darwin":
		base = h.absolute("", home, filepath.Join("Library", p.library))
	default:
		base = h.absolute(p.xdgVariable, home, filepath.FromSlash(p.xdg))
	}
	if base == "" {
		return ""
	}
	return filepath.Join(base, "apsync", inside)
}

// absolute returns the variable's value, where it is an absolute path: the XDG
// specification says that others are to be ignored. Otherwise it is below home.
func (h host) absolute(variable, home, below string) string {
	if value := h.getenv(variable); variable != "" && filepath.IsAbs(value) {
		return value
	}
	if home == "" {
		return ""
	}
	return filepath.Join(home, below)
}

// expand returns a value with ~ and relative folders resolved; those of the
// environment, which have no base, count from the scope's folder.
func (h host) expand(row *setting, text, base string) (string, bool) {
	if !row.isFolder || text == "" {
		return text, true
	}
	if rest, found := strings.CutPrefix(text, "~"); found && (rest == "" || os.IsPathSeparator(rest[0])) {
		home := h.home()
		return filepath.Join(home, rest), home != ""
	}
	if filepath.IsAbs(text) {
		return filepath.Clean(text), true
	}
	if base != "" {
		return filepath.Join(base, text), true
	}
	full, err := filepath.Abs(filepath.Join(h.folder, text))
	return full, err == nil
}

// maxName bounds a file name made of a workspace's id, in bytes.
const maxName = 120

// fileName returns a file name for a workspace's id, which may be any string:
// different for different ids also where case is folded, and allowed everywhere.
// Bytes other than a–z, 0–9, "-", "_" and dots inside become %XX.
func fileName(id string) string {
	var name strings.Builder
	for i := range len(id) {
		b := id[i]
		inside := i > 0 && i < len(id)-1
		if 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || b == '-' || b == '_' || b == '.' && inside {
			name.WriteByte(b)
			continue
		}
		fmt.Fprintf(&name, "%%%02X", b)
	}
	if name.Len() > maxName {
		sum := sha256.Sum256([]byte(id))
		return "%" + hex.EncodeToString(sum[:])
	}
	if isDevice(name.String()) {
		return fmt.Sprintf("%%%02X%s", id[0], name.String()[1:])
	}
	return name.String()
}

// isDevice reports whether Windows takes a name for a device, whatever follows a
// dot.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (stem[:3] == "com" || stem[:3] == "lpt") && stem[3] >= '0' && stem[3] <= '9'
}
