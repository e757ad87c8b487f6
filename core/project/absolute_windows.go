package project

import "path/filepath"

// fromWorkingFolder returns the relative path as an absolute one. Every drive has a
// working folder, and the system itself takes ".." for the folder that is named.
func fromWorkingFolder(path string) (string, error) { return filepath.Abs(path) }
