package jpeg_test

import (
	"bytes"
	"context"
	"encoding/binary"
	stdjpeg "image/jpeg"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

const (
	noteGarbage = "bytes that belong to nothing were passed over"
	noteNumbers = "restart markers are misnumbered"
	noteEnd     = "the end-of-image marker is missing"
	noteScans   = "the last scans are missing, and fine detail with them"

	behindStart = 2 // the offset of the first segment
)

// insert puts bytes into data at off.
func insert(data []byte, off int, more string) []byte {
	return append(append(bytes.Clone(data[:off]), more...), data[off:]...)
}

// find returns the offset of the nth marker of that code, from 0.
func find(t *testing.T, data []byte, code byte, n int) int {
	t.Helper()
	for i := range len(data) - 1 {
		if data[i] == 0xff && data[i+1] == code {
			if n == 0 {
				return i
			}
			n--
		}
	}
	require.Fail(t, "no such marker", "%02x", code)
	return 0
}

// TestTolerated damages files in ways that leave the picture whole.
func TestTolerated(t *testing.T) {
	t.Parallel()
	plain := newEncoder(50, 40, 0x22, 0x11, 0x11)
	restarts := newEncoder(50, 40, 0x22, 0x11, 0x11)
	restarts.restart = 4
	progressive := newEncoder(50, 40, 0x22, 0x11, 0x11)
	progressive.progressive, progressive.scans = true, approximation(3)
	cases := []struct {
		name   string
		e      *encoder
		damage func(data []byte) []byte
		notes  []string
	}{
		{"fill bytes before a segment", plain, func(d []byte) []byte { return insert(d, find(t, d, 0xdb, 0), "\xff\xff\xff") }, nil},
		{"garbage before a segment", plain, func(d []byte) []byte { return insert(d, find(t, d, 0xdb, 0), "junk\xff\x00junk") }, []string{noteGarbage}},
		{"an unknown segment", plain, func(d []byte) []byte { return insert(d, behindStart, "\xff\xf0\x00\x05abc") }, nil},
		{"a restart marker among segments", plain, func(d []byte) []byte { return insert(d, behindStart, "\xff\xd3") }, nil},
		{"a DNL segment", plain, func(d []byte) []byte { return insert(d, find(t, d, 0xd9, 0), "\xff\xdc\x00\x04\x00\x28") }, nil},
		{"garbage after the data", plain, func(d []byte) []byte { return insert(d, find(t, d, 0xd9, 0), "abcdef") }, []string{noteGarbage}},
		{"fill bytes after the data", plain, func(d []byte) []byte { return insert(d, find(t, d, 0xd9, 0), "\xff\xff") }, nil},
		{"a restart marker after the data", plain, func(d []byte) []byte { return insert(d, find(t, d, 0xd9, 0), "\xff\xd0") }, nil},
		{"no end", plain, func(d []byte) []byte { return d[:len(d)-2] }, []string{noteEnd}},
		{"half an end", plain, func(d []byte) []byte { return d[:len(d)-1] }, []string{noteEnd}},
		{"garbage after the end", plain, func(d []byte) []byte { return append(bytes.Clone(d), "anything \xff\xda\x00"...) }, nil},
		{"another picture after the end", plain, func(d []byte) []byte { return append(bytes.Clone(d), d...) }, nil},
		{"misnumbered restarts", restarts, func(d []byte) []byte { d[find(t, d, 0xd1, 0)+1] = 0xd5; return d }, []string{noteNumbers}},
		{"garbage before a restart", restarts, func(d []byte) []byte { return insert(d, find(t, d, 0xd1, 0), "abc") }, []string{noteGarbage}},
		{"fill bytes before a restart", restarts, func(d []byte) []byte { return insert(d, find(t, d, 0xd1, 0), "\xff") }, nil},
		{"progressive without an end", progressive, func(d []byte) []byte { return d[:len(d)-2] }, []string{noteEnd}},
		{"progressive with garbage between scans", progressive, func(d []byte) []byte { return insert(d, find(t, d, 0xc4, 2), "xyz") }, []string{noteGarbage}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			whole := c.e.clone().bytes()
			_, want := decoded(t, whole, 8)
			_, got := decoded(t, c.damage(bytes.Clone(whole)), 8)
			require.Equal(t, want.Image, got.Image)
			if c.notes == nil {
				require.Empty(t, got.Notes)
			} else {
				require.Equal(t, c.notes, got.Notes)
			}
		})
	}
}

// clone returns an encoder that shares nothing that encoding changes.
func (e *encoder) clone() *encoder {
	c := *e
	c.comps = append([]encComponent(nil), e.comps...)
	return &c
}

// TestLostFF reads data whose last byte of 0xff its encoder forgot to stuff, so
// that it passes for a fill byte: the last bits of eight odd DC coefficients.
func TestLostFF(t *testing.T) {
	t.Parallel()
	e := newEncoder(64, 8, 0x11)
	e.quant[0] = 8
	e.sample = func(_, x, _ int) float64 { return float64(129 + x/8*2) }
	e.progressive = true
	e.scans = []encScan{{comps: []int{0}, low: 1}, {comps: []int{0}, first: 1, last: 63}, {comps: []int{0}, hi: 1}}
	data := e.bytes()
	require.Equal(t, "\xff\x00\xff\xd9", string(data[len(data)-4:]))
	_, want := decoded(t, data, 8)
	_, got := decoded(t, append(bytes.Clone(data[:len(data)-4]), 0xff, 0xff, 0xd9), 8)
	require.Equal(t, want.Image, got.Image)
}

// TestProgressiveStopsEarly leaves out last scans but keeps the end: what was sent
// is shown, and said.
func TestProgressiveStopsEarly(t *testing.T) {
	t.Parallel()
	script := approximation(3)
	for n := 1; n < len(script); n++ {
		e := newEncoder(50, 40, 0x22, 0x11, 0x11)
		e.progressive, e.scans = true, script[:n]
		data := e.bytes()
		_, frame := decoded(t, data, 8)
		require.Equal(t, []string{noteScans}, frame.Notes)

		_, _, err := loadertest.Decode(t, jpeg.Open, data[:len(data)-2], picture.Want{})
		require.Equal(t, fault.Truncated, fault.CodeOf(err), "without the end the file may have been cut")
	}
}

// TestSmallProgressiveNeedsOnlyDC cuts a progressive file behind its DC scans.
func TestSmallProgressiveNeedsOnlyDC(t *testing.T) {
	t.Parallel()
	e := newEncoder(400, 320, 0x22, 0x11, 0x11)
	e.progressive, e.scans = true, approximation(3)
	data := e.bytes()
	want := picture.Want{Width: 25, Height: 20}
	_, whole, err := loadertest.Decode(t, jpeg.Open, data, want)
	require.NoError(t, err)

	afterRefinement := find(t, data, 0xda, 8)
	_, cut, err := loadertest.Decode(t, jpeg.Open, data[:afterRefinement], want)
	require.NoError(t, err)
	require.Equal(t, whole.Image, cut.Image)

	_, _, err = loadertest.Decode(t, jpeg.Open, data[:find(t, data, 0xda, 7)], want)
	require.Equal(t, fault.Truncated, fault.CodeOf(err), "the last bit of DC is missing")
}

// TestMotionJPEG reads a frame without Huffman tables, which means the usual ones.
func TestMotionJPEG(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	img := colourful(90, 60)
	require.NoError(t, stdjpeg.Encode(&buf, img, nil))
	whole := buf.Bytes()
	at := find(t, whole, 0xc4, 0)
	bare := append(bytes.Clone(whole[:at]), whole[at+2+int(binary.BigEndian.Uint16(whole[at+2:])):]...)
	require.Equal(t, -1, bytes.Index(bare, []byte{0xff, 0xc4}))
	_, want := decoded(t, whole, 8)
	_, got := decoded(t, bare, 8)
	require.Equal(t, want.Image, got.Image)
}

// TestTablesOfTheContainer splits a stream into tables and an abbreviated picture,
// as TIFF does.
func TestTablesOfTheContainer(t *testing.T) {
	t.Parallel()
	e := newEncoder(50, 40, 0x22, 0x11, 0x11)
	whole := e.clone().bytes()
	tables := append([]byte{0xff, 0xd8}, e.quantSegment()...)
	e.noTables = true
	bare := e.bytes()
	_, _, err := loadertest.Decode(t, jpeg.Open, bare, picture.Want{})
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))

	_, want := decoded(t, whole, 8)
	for _, end := range []string{"", "\xff\xd9"} {
		pic, err := jpeg.OpenStream(loadertest.Source(t, bare, "strip"), jpeg.Options{Tables: append(bytes.Clone(tables), end...)})
		require.NoError(t, err)
		got, err := pic.Decode(context.Background(), picture.Want{Width: 50, Height: 40})
		require.NoError(t, err)
		require.Equal(t, want.Image, got.Image)
	}
	_, err = jpeg.OpenStream(loadertest.Source(t, bare, "strip"), jpeg.Options{Tables: tables[:9]})
	require.Equal(t, fault.Truncated, fault.CodeOf(err))
}
