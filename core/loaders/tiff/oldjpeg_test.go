package tiff_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/tiff"
	"apsync/core/picture"
	"apsync/core/raster"
)

// The tags of old-style JPEG.
const (
	tagJPEGOffset   = 513
	tagJPEGLength   = 514
	tagJPEGRestart  = 515
	tagJPEGQTables  = 519
	tagJPEGDCTables = 520
	tagJPEGACTables = 521
)

// segment is a segment of a JPEG stream: its marker and where it begins and ends.
type segment struct {
	marker     byte
	start, end int
}

// segmentsOf returns the segments of a stream up to its scan, that one included.
func segmentsOf(stream []byte) (all []segment) {
	for at := 2; ; {
		end := at + 2 + int(binary.BigEndian.Uint16(stream[at+2:]))
		all = append(all, segment{stream[at+1], at, end})
		if stream[at+1] == 0xda {
			return all
		}
		at = end
	}
}

// oldPage returns a page of old-style JPEG whose segments are so. In a
// file of one page the first lies at offset 8.
func oldPage(p image, compressed ...[]byte) image {
	p.bits, p.photometric, p.rows = 8, 1, 0
	if p.samples == 3 {
		p.photometric = 6
	}
	p.stored = compressed
	if p.tags == nil {
		p.tags = map[int]any{}
	}
	p.tags[tagCompression] = 6
	return p
}

// bareTables returns the strip of a stream with its tables before it, and the tags that
// say where in a file, whose first strip begins at 8, these are.
func bareTables(stream []byte, components int) (data []byte, tags map[int]any) {
	tables := map[byte]int{} // offsets of what the tags point at, by class and identifier
	segments := segmentsOf(stream)
	for _, s := range segments {
		body := stream[s.start+4 : s.end]
		for at := 0; s.marker == 0xdb && at < len(body); at += 65 {
			tables[0x80|body[at]] = 8 + s.start + 4 + at + 1
		}
		for at := 0; s.marker == 0xc4 && at < len(body); {
			tables[body[at]] = 8 + s.start + 4 + at + 1
			n := 0
			for _, c := range body[at+1 : at+17] {
				n += int(c)
			}
			at += 17 + n
		}
	}
	var q, dc, ac []int
	for i := range components {
		id := byte(min(i, 1))
		q, dc, ac = append(q, tables[0x80|id]), append(dc, tables[id]), append(ac, tables[0x10|id])
	}
	return stream, map[int]any{
		tagJPEGQTables: q, tagJPEGDCTables: dc, tagJPEGACTables: ac,
		tagStripOffsets: 8 + segments[len(segments)-1].end,
	}
}

func TestOldJPEG(t *testing.T) {
	t.Parallel()
	for _, components := range []int{1, 3} {
		p := image{w: 61, h: 45, samples: components, value: smooth}
		stream := encodeJPEG(t, p, 0, 0, p.w, p.h)
		segments := segmentsOf(stream)
		codes := segments[len(segments)-1].end
		scan := segments[len(segments)-1].start
		with := func(data []byte, tags map[int]any) []byte {
			q := p
			q.tags = tags
			return one(oldPage(q, data))
		}
		tablesData, tables := bareTables(stream, components)
		cases := map[string][]byte{
			"a stream in the strip":                with(stream, nil),
			"a stream and where it is":             with(stream, map[int]any{tagJPEGOffset: 8, tagJPEGLength: len(stream)}),
			"a stream whose codes are the strip":   with(stream, map[int]any{tagJPEGOffset: 8, tagJPEGLength: codes, tagStripOffsets: 8 + codes}),
			"headers, and a strip with a scan":     with(append(append([]byte{}, stream[:scan]...), append([]byte{0xff, 0xd9, 0, 0}, stream[scan:]...)...), map[int]any{tagJPEGOffset: 8, tagStripOffsets: 8 + scan + 4}),
			"headers, and a strip of codes":        with(append(append([]byte{}, stream[:scan]...), append([]byte{0xff, 0xd9, 0, 0}, stream[codes:]...)...), map[int]any{tagJPEGOffset: 8, tagStripOffsets: 8 + scan + 4}),
			"headers with a scan, codes elsewhere": with(append(append([]byte{}, stream[:codes]...), append(make([]byte, 40), stream[codes:]...)...), map[int]any{tagJPEGOffset: 8, tagStripOffsets: 8 + codes + 40}),
			"bare tables":                          with(tablesData, tables),
		}
		for name, data := range cases {
			t.Run(fmt.Sprintf("%s, %d components", name, components), func(t *testing.T) {
				t.Parallel()
				requireOld(t, data, p)
			})
		}
	}
}

func TestOldJPEGInStrips(t *testing.T) {
	t.Parallel()
	p := image{w: 48, h: 48, samples: 1, value: smooth}
	var strips [][]byte
	var stream []byte
	for y := 0; y < p.h; y += 16 {
		stream = encodeJPEG(t, p, 0, y, p.w, 16)
		segments := segmentsOf(stream)
		codes := stream[segments[len(segments)-1].end : len(stream)-2]
		strips = append(strips, codes)
	}
	_, tags := bareTables(stream, 1)
	head := segmentsOf(stream)
	first := append(append([]byte{}, stream[:head[len(head)-1].end]...), strips[0]...)
	tags[tagRowsPerStrip] = 16
	at := 8 + head[len(head)-1].end
	tags[tagStripOffsets] = []int{at, at + len(strips[0]), at + len(strips[0]) + len(strips[1])}
	tags[tagStripByteCounts] = []int{len(strips[0]), len(strips[1]), len(strips[2])}
	q := p
	q.tags = tags
	requireOld(t, one(oldPage(q, first, strips[1], strips[2])), p)

	var streams [][]byte
	for y := 0; y < p.h; y += 16 {
		streams = append(streams, encodeJPEG(t, p, 0, y, p.w, 16))
	}
	q = p
	q.tags = map[int]any{tagRowsPerStrip: 16}
	requireOld(t, one(oldPage(q, streams...)), p)
}

// requireOld compares a file's picture with the values of p.
func requireOld(t *testing.T, data []byte, p image) {
	t.Helper()
	info, frame, err := loadertest.Decode(t, tiff.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, []int{p.w, p.h}, []int{info.Width, info.Height})
	for y := range p.h {
		for x := range p.w {
			got := float64(0)
			switch img := frame.Image.(type) {
			case *raster.YCbCr:
				got = float64(img.Y.Row(y)[x])
			case *raster.Pixels[uint8]:
				got = float64(img.Row(y)[x])
			}
			want := float64(p.value(x, y, 0))
			if p.samples == 3 {
				want = 0.299*want + 0.587*float64(p.value(x, y, 1)) + 0.114*float64(p.value(x, y, 2))
			}
			require.InDelta(t, want, got, 12, "pixel %d, %d", x, y)
		}
	}
}

func TestOldJPEGRefused(t *testing.T) {
	t.Parallel()
	p := image{w: 16, h: 16, samples: 1, value: smooth}
	stream := encodeJPEG(t, p, 0, 0, 16, 16)
	_, tables := bareTables(stream, 1)
	beyond := map[int]any{}
	for tag := range tables {
		beyond[tag] = []int{1 << 30}
	}
	cases := map[string]struct {
		tags map[int]any
		code fault.Code
	}{
		"tables beyond the file":     {beyond, fault.Truncated},
		"no strips":                  {map[int]any{tagStripOffsets: nil}, fault.Corrupt},
		"a stream beyond the file":   {map[int]any{tagJPEGOffset: 1 << 30, tagStripOffsets: []int{1 << 30}}, fault.Corrupt},
		"a stream that is none":      {map[int]any{tagJPEGOffset: 0, tagStripOffsets: []int{0}}, fault.Corrupt},
		"a strip that ends too soon": {map[int]any{tagJPEGQTables: tables[tagJPEGQTables], tagJPEGDCTables: tables[tagJPEGDCTables], tagJPEGACTables: tables[tagJPEGACTables], tagStripOffsets: tables[tagStripOffsets], tagStripByteCounts: 3}, fault.Truncated},
	}
	for name, c := range cases {
		p.tags = c.tags
		_, _, err := loadertest.Decode(t, tiff.Open, one(oldPage(p, stream)), picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
	}
}
