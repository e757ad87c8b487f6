//go:build !linux && !darwin

package atomicfile

// renameNoReplace renames and fails with fs.ErrExist where to exists.
func renameNoReplace(from, to string) error { return linkOrRename(from, to) }
