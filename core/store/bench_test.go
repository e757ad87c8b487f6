package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/project"
	"apsync/core/store"
)

func BenchmarkAttach(b *testing.B) {
	w, file := benchWorld(b)
	local := w.local(b, png(strings.Repeat("x", 1<<20)))
	for b.Loop() {
		require.NoError(b, w.attach(file, local, store.Detail))
	}
}

func BenchmarkGet(b *testing.B) {
	w, file := benchWorld(b)
	require.NoError(b, w.attach(file, w.local(b, png(strings.Repeat("x", 1<<20))), store.Detail))
	for b.Loop() {
		_, _, err := w.store.Get(b.Context(), file, store.Detail)
		require.NoError(b, err)
	}
}

func BenchmarkGetNone(b *testing.B) {
	w, file := benchWorld(b)
	for b.Loop() {
		_, _, err := w.store.Get(b.Context(), file, store.Detail)
		require.NoError(b, err)
	}
}

func benchWorld(b *testing.B) (*world, project.Place) {
	b.Helper()
	w := newWorld(b, false)
	return w, w.file(b, "a.psd", large("content"))
}
