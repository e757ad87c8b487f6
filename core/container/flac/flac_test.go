package flac_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/flac"
	"apsync/core/fault"
)

func big(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

func block(kind byte, data string) string {
	return string([]byte{kind}) + big(len(data))[1:] + data
}

func picture(kind int, data string) string {
	return big(kind) + big(9) + "image/png" + big(0) + strings.Repeat("\x00", 16) + big(len(data)) + data
}

const last = 0x80

func comments() string {
	return "\x00\x00\x00\x00\x01\x00\x00\x00\x0d\x00\x00\x00COVERART=b2xk"
}

func TestPicturesOfBlocks(t *testing.T) {
	t.Parallel()
	data := "in front" + flac.Signature + block(0, strings.Repeat("\x00", 34)) + block(6, picture(4, "back")) + block(4, comments()) +
		block(1, "padding") + block(4, comments()) + block(6|last, picture(3, "front")) + block(6, picture(3, "sound"))
	pictures, err := flac.Pictures(strings.NewReader(data), 8)
	require.NoError(t, err)
	var got []string
	for _, p := range pictures {
		data, err := io.ReadAll(p.Data)
		require.NoError(t, err)
		got = append(got, string(data))
	}
	require.Equal(t, []string{"back", "old", "front"}, got)
	var kinds []uint8
	for b, err := range flac.Blocks(strings.NewReader(data), 8) {
		require.NoError(t, err)
		kinds = append(kinds, b.Type)
	}
	require.Equal(t, []uint8{0, 6, 4, 1, 4, 6}, kinds)
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"no flac", "RIFFxxxx", fault.Corrupt},
		{"cut", flac.Signature + block(1, "padding"), fault.Truncated},
		{"many blocks", flac.Signature + strings.Repeat(block(1, ""), 70_000), fault.LimitCount},
		{"a picture without a type", flac.Signature + block(6|last, "\x00\x00\x00\x03"), fault.Truncated},
	} {
		_, err := flac.Pictures(strings.NewReader(c.data), 0)
		require.Equal(t, c.code, fault.CodeOf(err), c.name)
	}
}

func FuzzPictures(f *testing.F) {
	f.Add([]byte(flac.Signature + block(0, strings.Repeat("\x00", 34)) + block(4, comments()) + block(6|last, picture(3, "front"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		pictures, err := flac.Pictures(bytes.NewReader(data), 0)
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		for _, p := range pictures {
			_, err := io.ReadAll(p.Data)
			require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		}
	})
}
