package jpeg_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// TestRefused checks what is refused, as what, and that the reason is named.
func TestRefused(t *testing.T) {
	t.Parallel()
	plain := newEncoder(50, 40, 0x22, 0x11, 0x11).bytes()
	frame := find(t, plain, 0xc1, 0)
	scan := find(t, plain, 0xda, 0)
	set := func(off int, bytes ...byte) func([]byte) []byte {
		return func(d []byte) []byte {
			copy(d[off:], bytes)
			return d
		}
	}
	cases := []struct {
		name   string
		change func(d []byte) []byte
		code   fault.Code
		detail string
	}{
		{"not a JPEG", set(0, 'B', 'M'), fault.Corrupt, "start-of-image"},
		{"lossless with subsampling", set(frame+1, 0xc3), fault.Unsupported, "lossless coding of subsampled"},
		{"lossless arithmetic", set(frame+1, 0xcb), fault.Unsupported, "lossless arithmetic coding"},
		{"hierarchical", set(frame+1, 0xc5), fault.Unsupported, "hierarchical coding"},
		{"hierarchical arithmetic", set(frame+1, 0xcd), fault.Unsupported, "hierarchical coding"},
		{"arithmetic conditioning of class 2", func(d []byte) []byte { return insert(d, frame, "\xff\xcc\x00\x04\x20\x00") }, fault.Corrupt, "class 2"},
		{"arithmetic conditioning upside down", func(d []byte) []byte { return insert(d, frame, "\xff\xcc\x00\x04\x00\x12") }, fault.Corrupt, "conditioning 18"},
		{"arithmetic conditioning from coefficient 0", func(d []byte) []byte { return insert(d, frame, "\xff\xcc\x00\x04\x10\x00") }, fault.Corrupt, "conditioning 0"},
		{"JPEG-LS", set(frame+1, 0xf7), fault.Unsupported, "JPEG-LS coding"},
		{"an extension", set(frame+1, 0xc8), fault.Unsupported, "extensions"},
		{"10 bits", set(frame+4, 10), fault.Unsupported, "samples of 10 bits"},
		{"12 bits in baseline", func(d []byte) []byte { d[frame+1], d[frame+4] = 0xc0, 12; return d }, fault.Unsupported, "samples of 12 bits"},
		{"no height", set(frame+5, 0, 0), fault.Corrupt, "DNL"},
		{"width 0", set(frame+7, 0, 0), fault.Corrupt, "width"},
		{"five components", set(frame+9, 5), fault.Unsupported, "5 components"},
		{"sampling factor 0", set(frame+11, 0x20), fault.Corrupt, "sampling factors 2×0"},
		{"sampling factor 5", set(frame+11, 0x25), fault.Corrupt, "sampling factors 2×5"},
		{"quantisation table 4", set(frame+12, 4), fault.Corrupt, "quantisation table 4"},
		{"quantisation table 1", set(frame+12, 1), fault.Corrupt, "quantisation table 1 is not defined"},
		{"equal components", set(frame+13, 1), fault.Corrupt, "both named 1"},
		{"two frames", func(d []byte) []byte { return insert(d, scan, string(d[frame:frame+19])) }, fault.Corrupt, "second frame"},
		{"no frame", func(d []byte) []byte { return append(bytes.Clone(d[:frame]), d[frame+19:]...) }, fault.Corrupt, "without a frame"},
		{"a second start", func(d []byte) []byte { return insert(d, frame, "\xff\xd8") }, fault.Corrupt, "marker ffd8"},
		{"a reserved marker", func(d []byte) []byte { return insert(d, frame, "\xff\x02\x00\x02") }, fault.Corrupt, "marker ff02"},
		{"a segment of length 1", func(d []byte) []byte { return insert(d, frame, "\xff\xdd\x00\x01") }, fault.Corrupt, "length 1"},
		{"no scan", func(d []byte) []byte { return append(bytes.Clone(d[:scan]), 0xff, 0xd9) }, fault.NoPicture, "before any scan"},
		{"an unknown component", set(scan+5, 9), fault.Corrupt, "component 9"},
		{"a component twice", set(scan+7, 1), fault.Corrupt, "twice"},
		{"no components", set(scan+4, 0), fault.Corrupt, "0 of 3 components"},
		{"huffman table 3", set(scan+6, 0x30), fault.Corrupt, "dc huffman table 3"},
		{"huffman table 9", set(scan+6, 0x09), fault.Corrupt, "ac huffman table 9"},
		{"a marker in the data", set(scan+20, 0xff, 0xe5), fault.Corrupt, "marker ffe5"},
		{"the end in the data", set(scan+20, 0xff, 0xd9), fault.Truncated, "end-of-image"},
		{"data of ones", func(d []byte) []byte {
			return append(append(bytes.Clone(d[:scan+14]), bytes.Repeat([]byte{0xff, 0}, 400)...), 0xff, 0xd9)
		}, fault.Corrupt, "impossible code"},
		{"only some components", func(d []byte) []byte {
			e := newEncoder(50, 40, 0x22, 0x11, 0x11)
			e.scans = []encScan{{comps: []int{0, 2}, last: 63}}
			return e.bytes()
		}, fault.Corrupt, "no scan has component 1"},
		{"garbage without end", func(d []byte) []byte {
			return append(bytes.Clone(d[:frame]), make([]byte, 2<<20)...)
		}, fault.Corrupt, "no marker"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, jpeg.Open, c.change(bytes.Clone(plain)), picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			require.Contains(t, fault.From(err).Detail, c.detail)
		})
	}
}

func TestBadTables(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, segment, detail string }{
		{"too many codes", "\xff\xc4\x00\x16\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00abc", "more codes of 1 bits"},
		{"no codes", "\xff\xc4\x00\x13\x00" + string(make([]byte, 16)), "0 codes"},
		{"differences of 17 bits", "\xff\xc4\x00\x14\x00\x01" + string(make([]byte, 15)) + "\x11", "differences of 17 bits"},
		{"class 2", "\xff\xc4\x00\x14\x20\x01" + string(make([]byte, 16)), "class 2"},
		{"number 4", "\xff\xc4\x00\x14\x04\x01" + string(make([]byte, 16)), "table 4"},
		{"quantisation of 32 bits", "\xff\xdb\x00\x43\x20" + string(make([]byte, 64)), "precision 2"},
	}
	plain := newEncoder(16, 16, 0x11).bytes()
	for _, c := range cases {
		_, err := jpeg.Open(loadertest.Source(t, insert(plain, behindStart, c.segment), "x"))
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), "%s: %v", c.name, err)
		require.Contains(t, fault.From(err).Detail, c.detail)
	}
	for _, short := range []string{"\xff\xdb\x00\x10\x00" + string(make([]byte, 13)), "\xff\xc4\x00\x10\x00" + string(make([]byte, 13)), "\xff\xdd\x00\x03\x00"} {
		_, err := jpeg.Open(loadertest.Source(t, insert(plain, behindStart, short), "x"))
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), "%v", err)
		require.Contains(t, fault.From(err).Detail, "too short")
	}
}

func TestBadScript(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		scan   encScan
		detail string
	}{
		{"DC with AC", encScan{comps: []int{0}, last: 63}, "coefficients 0 to 63"},
		{"backwards", encScan{comps: []int{0}, first: 9, last: 5}, "coefficients 9 to 5"},
		{"beyond the block", encScan{comps: []int{0}, first: 9, last: 64}, "coefficients 9 to 64"},
		{"AC of several components", encScan{comps: []int{0, 1}, first: 1, last: 5}, "of 2 components"},
		{"two bits at once", encScan{comps: []int{0}, hi: 3, low: 1}, "from bit 3 to bit 1"},
		{"too many bits", encScan{comps: []int{0}, low: 14}, "to bit 14"},
	}
	for _, c := range cases {
		e := newEncoder(16, 16, 0x11, 0x11)
		e.comps = append(e.comps, encComponent{id: 3, h: 1, v: 1})
		e.progressive, e.scans = true, []encScan{{comps: upTo(3)}}
		data := e.bytes()
		header := []byte{byte(len(c.scan.comps))}
		for _, i := range c.scan.comps {
			header = append(header, byte(i+1), 0)
		}
		header = append(header, byte(c.scan.first), byte(c.scan.last), byte(c.scan.hi<<4|c.scan.low))
		data = append(data[:len(data)-2], segment(0xda, header)...)
		_, _, err := loadertest.Decode(t, jpeg.Open, append(data, 0, 0, 0xff, 0xd9), picture.Want{})
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), "%s: %v", c.name, err)
		require.Contains(t, fault.From(err).Detail, c.detail)
	}
}

// TestTruncated cuts files at every byte: what is left is refused as truncated
// unless it is the whole picture.
func TestTruncated(t *testing.T) {
	t.Parallel()
	restarts := newEncoder(40, 24, 0x21, 0x11, 0x11)
	restarts.restart = 2
	progressive := newEncoder(40, 24, 0x21, 0x11, 0x11)
	progressive.progressive, progressive.scans = true, approximation(3)
	for _, e := range []*encoder{newEncoder(40, 24, 0x21, 0x11, 0x11), restarts, progressive} {
		data := e.bytes()
		_, whole := decoded(t, data, 8)
		for n := 2; n < len(data); n++ {
			_, frame, err := loadertest.Decode(t, jpeg.Open, data[:n], picture.Want{})
			if n < len(data)-3 || err != nil && n < len(data)-2 {
				require.Equal(t, fault.Truncated, fault.CodeOf(err), "cut at %d of %d: %v", n, len(data), err)
				continue
			}
			require.NoError(t, err, "cut at %d of %d", n, len(data))
			require.NotEmpty(t, frame.Notes)
			require.Equal(t, whole.Image, frame.Image)
		}
	}
}

// TestLyingSize claims a size for which the file cannot have the data: nothing is
// allocated for it.
func TestLyingSize(t *testing.T) {
	t.Parallel()
	for _, progressive := range []bool{false, true} {
		e := newEncoder(50, 40, 0x22, 0x11, 0x11)
		if e.progressive = progressive; progressive {
			e.scans = approximation(3)
		}
		data := e.bytes()
		at := max(bytes.Index(data, []byte{0xff, 0xc1}), bytes.Index(data, []byte{0xff, 0xc2}))
		binary.BigEndian.PutUint32(data[at+5:], 0xffffffff)
		_, err := jpeg.Open(loadertest.Source(t, data, "x"))
		require.Equal(t, fault.LimitPixels, fault.CodeOf(err), "%v", err)
		require.Contains(t, fault.From(err).Detail, "65535×65535")
	}
}

// TestManyScans repeats a scan: beyond any sense, and so that little data stands
// for much work.
func TestManyScans(t *testing.T) {
	t.Parallel()
	repeat := func(w, h, n int) error {
		e := newEncoder(w, h, 0x11)
		e.progressive = true
		e.sample = func(_, _, _ int) float64 { return 128 }
		e.scans = []encScan{{comps: []int{0}}, {comps: []int{0}, first: 1, last: 62}}
		data := e.bytes()
		scan := data[find(t, data, 0xc4, 1) : len(data)-2]
		data = append(bytes.Clone(data[:len(data)-2]), bytes.Repeat(scan, n)...)
		_, _, err := loadertest.Decode(t, jpeg.Open, append(data, 0xff, 0xd9), picture.Want{})
		return err
	}
	require.NoError(t, repeat(16, 16, 900))
	require.Equal(t, fault.LimitCount, fault.CodeOf(repeat(16, 16, 1000)))
	require.NoError(t, repeat(2048, 1024, 500), "few enough blocks")
	require.Equal(t, fault.LimitCount, fault.CodeOf(repeat(2048, 1024, 700)))
}

// cancelling is a file that cancels a context when it is read beyond an offset.
type cancelling struct {
	io.ReaderAt
	beyond int64
	cancel context.CancelFunc
}

func (c *cancelling) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > c.beyond {
		c.cancel()
	}
	return c.ReaderAt.ReadAt(p, off)
}

// TestCancelled stops decoding within the data of a scan.
func TestCancelled(t *testing.T) {
	t.Parallel()
	for _, progressive := range []bool{false, true} {
		e := newEncoder(800, 800, 0x11, 0x11, 0x11)
		if e.progressive = progressive; progressive {
			e.scans = approximation(3)
		}
		data := e.bytes()
		require.Greater(t, len(data), 200<<10)
		for _, beyond := range []int64{0, 100 << 10, 200 << 10} {
			ctx, cancel := context.WithCancel(context.Background())
			file := &cancelling{bytes.NewReader(data), 1 << 40, cancel}
			src, err := picture.NewSource(file, int64(len(data)), "x")
			require.NoError(t, err)
			pic, err := jpeg.Open(src)
			require.NoError(t, err)
			file.beyond = beyond
			_, err = pic.Decode(ctx, picture.Want{Width: 800, Height: 800})
			require.ErrorIs(t, err, context.Canceled)
			cancel()
		}
	}
}

// TestOpenReadsLittle opens a large file with large segments and counts what is
// read.
func TestOpenReadsLittle(t *testing.T) {
	t.Parallel()
	e := newEncoder(400, 400, 0x11)
	e.before = bytes.Repeat(segment(0xe4, make([]byte, 60000)), 50)
	data := e.bytes()
	file := &counting{r: bytes.NewReader(data)}
	src, err := picture.NewSource(file, int64(len(data)), "x")
	require.NoError(t, err)
	_, err = jpeg.Open(src)
	require.NoError(t, err)
	require.Less(t, file.n, len(data)/10)
}

type counting struct {
	r io.ReaderAt
	n int
}

func (c *counting) ReadAt(p []byte, off int64) (int, error) {
	c.n += len(p)
	return c.r.ReadAt(p, off)
}
