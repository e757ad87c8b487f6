package core

import (
	"os"
	"path/filepath"
	"strings"

	"apsync/core/fault"
	"apsync/core/store"
)

// Slot is one of the two thumbnails of a file.
type Slot = store.Slot

// The slots.
const (
	Preview = store.Preview // the small one, <stem>_pt.png
	Detail  = store.Detail  // the large one, <stem>_dt.png
)

// suffix returns what follows the stem in the file name of a slot.
func suffix(slot Slot) string {
	if slot == Preview {
		return "_pt.png"
	}
	return "_dt.png"
}

// Naming says what the stem of an output's name is.
type Naming string

// The ways of naming.
const (
	NamingStem Naming = "stem" // rock.fbx gives rock_pt.png, as documented
	NamingFull Naming = "full" // rock.fbx gives rock.fbx_pt.png
)

// stem returns the part of an output's name that comes from its file.
func (n Naming) stem(path string) (string, error) {
	name := filepath.Base(path)
	switch n {
	case NamingStem, "":
		return splitext(name), nil
	case NamingFull:
		return name, nil
	}
	return "", fault.New(fault.Argument, "naming %q is neither %q nor %q", n, NamingStem, NamingFull)
}

// splitext returns name less its last extension, as Python's os.path.splitext
// does: dots in front of a name begin none.
func splitext(name string) string {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 || strings.Trim(name[:dot], ".") == "" {
		return name
	}
	return name[:dot]
}

// claims gives out the output names of one call. The first file that wants a name
// has it.
type claims struct {
	fold    func(string) string
	inputs  map[string]bool // source files, which no output may replace
	owners  map[string]int  // output path to the file that has it
	files   []string
	sources []source
}

func newClaims(fold func(string) string, files []string, sources []source) *claims {
	c := &claims{fold: fold, inputs: map[string]bool{}, owners: map[string]int{}, files: files, sources: sources}
	for _, source := range sources {
		for _, name := range source.names {
			c.inputs[name] = true
		}
	}
	return c
}

// claim takes the path for the file of that index and returns which file has it:
// that one, or an earlier one.
func (c *claims) claim(path string, file int) (owner int, err error) {
	key := c.fold(path)
	if c.inputs[key] {
		return file, fault.New(fault.NameTaken, "%s is itself a file of this call", path).
			Advise("choose another output folder")
	}
	if owner, taken := c.owners[key]; taken {
		return owner, nil
	}
	c.owners[key] = file
	return file, nil
}

// same reports whether two files of the call are one and the same.
func (c *claims) same(a, b int) bool {
	return c.files[a] == c.files[b] || os.SameFile(c.sources[a].info, c.sources[b].info)
}
