package packbits_test

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/packbits"
)

// The example of Apple's Technical Note 1023, with a byte that means nothing.
const (
	packed   = "\xfe\xaa\x02\x80\x00\x2a\x80\xfd\xaa\x03\x80\x00\x2a\x22\xf7\xaa"
	unpacked = "\xaa\xaa\xaa\x80\x00\x2a\xaa\xaa\xaa\xaa\x80\x00\x2a\x22\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
)

func TestTheExampleIsUnpacked(t *testing.T) {
	t.Parallel()
	dst := make([]byte, len(unpacked)+3)
	require.Equal(t, len(unpacked), packbits.Unpack(dst, []byte(packed)))
	require.Equal(t, unpacked+"\x00\x00\x00", string(dst))
}

func TestRunsAreCutWhereRoomOrDataEnd(t *testing.T) {
	t.Parallel()
	for n := range len(unpacked) + 1 {
		dst := make([]byte, n)
		require.Equal(t, n, packbits.Unpack(dst, []byte(packed)))
		require.Equal(t, unpacked[:n], string(dst))
	}
	for n := range len(packed) + 1 {
		dst := make([]byte, len(unpacked))
		got := packbits.Unpack(dst, []byte(packed[:n]))
		require.Equal(t, unpacked[:got], string(dst[:got]))
	}
}

func TestRunsGoOnOverTheEndOfARow(t *testing.T) {
	t.Parallel()
	for n := 1; n <= len(unpacked); n++ {
		r := packbits.NewReader(bufio.NewReader(strings.NewReader(packed)))
		var all bytes.Buffer
		row := make([]byte, n)
		for all.Len()+n <= len(unpacked) {
			require.NoError(t, r.Fill(row))
			all.Write(row)
		}
		require.Equal(t, unpacked[:all.Len()], all.String())
		if all.Len() == len(unpacked) {
			require.Zero(t, r.Left())
			require.ErrorIs(t, r.Fill(row), io.EOF)
		} else {
			require.Error(t, r.Fill(row))
		}
	}
}

func TestLeftSaysHowFarARunGoesBeyond(t *testing.T) {
	t.Parallel()
	r := packbits.NewReader(bufio.NewReader(strings.NewReader("\xf7\x01\x04abcde")))
	require.NoError(t, r.Fill(make([]byte, 3)))
	require.Equal(t, 7, r.Left())
	require.NoError(t, r.Fill(make([]byte, 9)))
	require.Equal(t, 3, r.Left())
	require.ErrorIs(t, packbits.NewReader(bufio.NewReader(strings.NewReader("\x05ab"))).Fill(make([]byte, 6)), io.ErrUnexpectedEOF)
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte(packed), uint8(24))
	f.Fuzz(func(t *testing.T, src []byte, n uint8) {
		one, two := make([]byte, n), make([]byte, n)
		whole := packbits.NewReader(bufio.NewReader(bytes.NewReader(src))).Fill(two) == nil
		if got := packbits.Unpack(one, src); whole {
			require.Equal(t, int(n), got)
			require.Equal(t, one, two)
		}
	})
}
