// Package core is apsync as a Go program would call it: Generate, Attach and Get,
// with Formats and Examine to look around. Package calls puts it behind JSON, capi
// behind C, and the Python package apsync behind the documented signatures.
//
// The house, top to bottom; each package knows only those below it:
//
//	calls                    operations as JSON: submit, wait, cancel
//	core                     the operations
//	batch · store · settings one scheduler · attached thumbnails · what is set
//	project                  which project a path is in, what its key is
//	thumb                    one file to its thumbnails, step by step; PNGs
//	loaders                  the table of formats, one package each
//	codec                    what several formats are made of: JPEG, textures, rows
//	composite · resample     layers over each other · pictures at an exact size
//	picture                  what a loader is given and returns
//	container · colour       structure without meaning · what numbers mean
//	raster · bits · inflate  pixel buffers · checked reading · deflate streams
//	fault                    errors
//
// A file goes down through thumb once and its result comes up as a value. To add
// a format, write a package with one Open function under loaders and put its row
// into the table of package loaders; loadertest has the checks that it must pass.
// RATIONALE.md, beside this file, answers the questions that begin with "why".
package core
