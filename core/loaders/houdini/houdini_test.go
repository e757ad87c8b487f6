package houdini_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/houdini"
	"apsync/core/loaders/loadertest"
)

func TestScenesAreKnownAndHoldNoPicture(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "hip") {
		src := loadertest.Source(t, c.Data, c.Name)
		require.True(t, houdini.Match(src.Head()), c.Name)
		_, err := houdini.Open(src)
		require.Equal(t, fault.NoPicture, fault.CodeOf(err))
		require.NotEmpty(t, fault.From(err).Advice)
	}
}

func TestOtherArchivesAreNotScenes(t *testing.T) {
	t.Parallel()
	header := make([]byte, 76)
	for i := range header {
		header[i] = '0'
	}
	copy(header, "070707")
	for data, want := range map[string]bool{
		string(header) + ".start\x00": true, string(header) + "readme\x00": false, string(header): false,
		"070707": false, "": false, "070701" + string(header[6:]) + ".start\x00": false,
	} {
		require.Equal(t, want, houdini.Match([]byte(data)), "%q", data)
	}
}

func FuzzOpen(f *testing.F) { loadertest.Fuzz(f, houdini.Open, []byte("070707")) }
