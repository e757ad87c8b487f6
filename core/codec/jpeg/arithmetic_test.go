package jpeg_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// arithmeticFiles returns files in arithmetic coding that libjpeg-turbo wrote, each
// with the same coefficients in Huffman coding.
func arithmeticFiles(tb testing.TB) map[string][2][]byte {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.huffman.jpg")
	require.NoError(tb, err)
	require.NotEmpty(tb, names)
	files := map[string][2][]byte{}
	for _, name := range names {
		base := strings.TrimSuffix(name, ".huffman.jpg")
		coded, err := os.ReadFile(base + ".jpg")
		require.NoError(tb, err)
		huffman, err := os.ReadFile(name)
		require.NoError(tb, err)
		files[filepath.Base(base)] = [2][]byte{coded, huffman}
	}
	return files
}

// requireSamePicture checks that two pictures have the same samples.
func requireSamePicture(t *testing.T, want, got *picture.Frame, name string) {
	t.Helper()
	for i, plane := range planes(got.Image) {
		expected := planes(want.Image)[i]
		require.Equal(t, [2]int{expected.Width, expected.Height}, [2]int{plane.Width, plane.Height}, name)
		for y := range plane.Height {
			require.Equal(t, expected.Row(y), plane.Row(y), "%s: row %d of component %d of %d×%d", name, y, i, plane.Width, plane.Height)
		}
	}
}

// TestArithmeticCoding compares pictures in arithmetic coding with the same ones in
// Huffman coding, at every scale.
func TestArithmeticCoding(t *testing.T) {
	t.Parallel()
	for name, file := range arithmeticFiles(t) {
		for _, side := range []int{1, 2, 4, 8} {
			_, want := decoded(t, file[1], side)
			_, got := decoded(t, file[0], side)
			requireSamePicture(t, want, got, name)
		}
	}
}

// TestArithmeticConditioning checks that the conditioning that a file says is what it
// has without, and that another one makes a difference.
func TestArithmeticConditioning(t *testing.T) {
	t.Parallel()
	file := arithmeticFiles(t)["arithmetic"]
	_, want := decoded(t, file[1], 8)
	at := find(t, file[0], 0xcc, 0)
	none := append(bytes.Clone(file[0][:at]), file[0][at+2+int(file[0][at+3]):]...)
	_, got := decoded(t, none, 8)
	requireSamePicture(t, want, got, "without conditioning")
	for _, class := range []byte{0, 1} {
		unusual := bytes.Clone(file[0])
		for i := at + 4; i < at+2+int(file[0][at+3]); i += 2 {
			if unusual[i]>>4 == class {
				unusual[i+1] = 0x32
			}
		}
		_, frame, err := loadertest.Decode(t, jpeg.Open, unusual, picture.Want{Width: 1000, Height: 1000})
		if err == nil {
			require.NotEqual(t, planes(want.Image)[0].Row(45), planes(frame.Image)[0].Row(45))
		}
	}
}

// TestArithmeticCodingBreaksOff checks that data that end with the file are truncated,
// although arithmetic coding could go on without.
func TestArithmeticCodingBreaksOff(t *testing.T) {
	t.Parallel()
	for name, file := range arithmeticFiles(t) {
		scan := bytes.LastIndex(file[0], []byte("\xff\xda"))
		for n := scan + 20; n < len(file[0])-2; n += 17 {
			_, _, err := loadertest.Decode(t, jpeg.Open, file[0][:n], picture.Want{Width: 1000, Height: 1000})
			require.Equal(t, fault.Truncated, fault.CodeOf(err), "%s after %d bytes: %v", name, n, err)
		}
	}
}
