//go:build unix

package project

import "os"

// fromWorkingFolder returns the relative path as an absolute one, uncleaned.
func fromWorkingFolder(path string) (string, error) {
	folder, err := os.Getwd()
	return folder + "/" + path, err
}
