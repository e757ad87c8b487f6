package resolve_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/resolve"
)

func TestProjectsHoldNoPicture(t *testing.T) {
	t.Parallel()
	_, err := resolve.Open(loadertest.Source(t, []byte("PK\x03\x04"), "a.drp"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	require.NotEmpty(t, fault.From(err).Advice)
}
