package painter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/painter"
)

func TestProjectsAreKnownByTheirExtension(t *testing.T) {
	t.Parallel()
	row, err := loaders.Sniff([]byte(painter.Signature+"\x00"), ".spp")
	require.NoError(t, err)
	require.Equal(t, "painter", row.Name)
	_, err = loaders.Sniff([]byte(painter.Signature+"\x00"), ".h5")
	require.Equal(t, fault.UnknownFormat, fault.CodeOf(err))
}

func TestProjectsAreUnsupportedWithAdvice(t *testing.T) {
	t.Parallel()
	_, err := painter.Open(loadertest.Source(t, []byte(painter.Signature), "robot.spp"))
	require.Equal(t, fault.Unsupported, fault.CodeOf(err))
	require.NotEmpty(t, fault.From(err).Advice)
}

func FuzzOpen(f *testing.F) { loadertest.Fuzz(f, painter.Open, []byte(painter.Signature)) }
