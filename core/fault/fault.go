// Package fault is the one kind of error that apsync reports: a code from a
// closed list, the path and the loader it concerns, what is wrong in a sentence,
// and what a person can do about it.
//
// The author of a check decides the code on the spot, by whose fault it is: the
// file's (Corrupt, Truncated), a wish that is not granted (Unsupported), a wall
// (Limit…, whose advice names the setting that moves it), the surroundings'
// (NotFound, Access, Write) or ours (Internal).
//
// Loaders state only code and detail; package thumb adds path and loader, once.
package fault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// Code names a kind of failure. The values are part of the public contract: each
// is one exception class of the Python package.
type Code string

// The closed list of codes.
const (
	NotFound       Code = "not-found"       // the file is not there
	Access         Code = "access"          // the file may not be read
	UnknownFormat  Code = "unknown-format"  // no loader knows the content
	Unsupported    Code = "unsupported"     // a known format, a variant that is not read
	NoPicture      Code = "no-picture"      // a readable file that holds no picture
	Corrupt        Code = "corrupt"         // the content contradicts its format
	Truncated      Code = "truncated"       // the content ends too early
	LimitPixels    Code = "limit-pixels"    // more pixels than may be decoded
	LimitMemory    Code = "limit-memory"    // more memory than may be used
	LimitExpansion Code = "limit-expansion" // compressed data that grows beyond reason
	LimitDepth     Code = "limit-depth"     // structures nested too deep
	LimitCount     Code = "limit-count"     // more parts than reasonable
	Deadline       Code = "deadline"        // took longer than a file may take
	Cancelled      Code = "cancelled"       // stopped by the caller
	NameTaken      Code = "name-taken"      // another file of the call has the output's name
	Write          Code = "write"           // the output could not be written
	Argument       Code = "argument"        // the call itself is wrong
	Internal       Code = "internal"        // a defect of apsync
)

// Codes returns the closed list of codes in its documented order.
func Codes() []Code {
	return []Code{
		NotFound, Access, UnknownFormat, Unsupported, NoPicture, Corrupt, Truncated,
		LimitPixels, LimitMemory, LimitExpansion, LimitDepth, LimitCount,
		Deadline, Cancelled, NameTaken, Write, Argument, Internal,
	}
}

// Error is a failure with everything that its reader needs.
type Error struct {
	Code   Code
	Path   string // the file concerned, as the caller named it; may be empty
	Loader string // the loader that failed; empty where none was chosen
	Detail string // lower case, no full stop: place, value and bound
	Advice string // what to do about it; may be empty
	Err    error  // the cause, where it says more than Detail; may be nil
}

// New returns an error of the given code; format and args make its detail. An
// argument of a %w verb becomes the cause.
func New(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Detail: err.Error(), Err: errors.Unwrap(err)}
}

// Advise returns e with the advice that format and args make.
func (e *Error) Advise(format string, args ...any) *Error {
	e.Advice = fmt.Sprintf(format, args...)
	return e
}

// Error returns "path: loader: detail (code)".
func (e *Error) Error() string {
	parts := make([]string, 0, 3)
	for _, part := range []string{e.Path, e.Loader, e.Detail} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ": ") + " (" + string(e.Code) + ")"
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of err: that of the first *Error in its chain, else
// Internal. It is empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	return From(err).Code
}

// From returns err as an *Error. Errors of the file system and of interrupted
// reads get the code that fits; anything else is Internal.
func From(err error) *Error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.Is(err, fs.ErrNotExist):
		return &Error{Code: NotFound, Detail: "no such file", Err: err}
	case errors.Is(err, fs.ErrPermission):
		return &Error{Code: Access, Detail: "permission denied", Err: err}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &Error{Code: Truncated, Detail: "the file ends too early", Err: err}
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return &Error{Code: Access, Detail: "cannot " + pathError.Op + ": " + pathError.Err.Error(), Err: err}
	}
	return &Error{Code: Internal, Detail: err.Error(), Err: err}
}
