package fault_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
)

func TestErrorsReadAsPathLoaderDetailCode(t *testing.T) {
	t.Parallel()
	e := fault.New(fault.Corrupt, "layer %d: channel of %d bytes exceeds file of %d", 3, 91234, 4096)
	require.Equal(t, "layer 3: channel of 91234 bytes exceeds file of 4096 (corrupt)", e.Error())
	e.Path, e.Loader = "a.psd", "psd"
	require.Equal(t, "a.psd: psd: layer 3: channel of 91234 bytes exceeds file of 4096 (corrupt)", e.Error())
}

func TestCausesAreKept(t *testing.T) {
	t.Parallel()
	err := error(fault.New(fault.Write, "cannot be written: %w", fs.ErrPermission).Advise("look at %s", "it"))
	require.ErrorIs(t, err, fs.ErrPermission)
	require.Equal(t, "look at it", fault.From(err).Advice)
}

func TestForeignErrorsGetTheCodeThatFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		code fault.Code
	}{
		{nil, ""},
		{fmt.Errorf("outer: %w", fault.New(fault.LimitDepth, "deep")), fault.LimitDepth},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}, fault.NotFound},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, fault.Access},
		{&fs.PathError{Op: "read", Path: "x", Err: errors.New("input/output error")}, fault.Access},
		{io.ErrUnexpectedEOF, fault.Truncated},
		{errors.New("anything else"), fault.Internal},
	} {
		require.Equal(t, c.code, fault.CodeOf(c.err), "%v", c.err)
	}
}

func TestTheListOfCodesIsClosed(t *testing.T) {
	t.Parallel()
	codes := fault.Codes()
	require.Len(t, codes, 18)
	seen := map[fault.Code]bool{}
	for _, code := range codes {
		require.False(t, seen[code], "%s is there twice", code)
		seen[code] = true
	}
}

func TestPanicsBecomeErrors(t *testing.T) {
	t.Parallel()
	err := <-fault.Go(func() error {
		var empty []int
		_ = empty[len(empty)]
		return nil
	})
	require.Equal(t, fault.Internal, fault.CodeOf(err))
	require.ErrorContains(t, err, "index out of range")
	require.ErrorContains(t, fault.From(err).Err, "fault_test.go", "the stack says where")
	require.NoError(t, <-fault.Go(func() error { return nil }))
}
