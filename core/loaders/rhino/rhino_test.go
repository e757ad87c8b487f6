package rhino_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/rhino"
	"apsync/core/picture"
)

// with are the models of the corpus that hold a preview, and its height.
var with = map[string]int{"opennurbs__v1_Hypercycloid.3dm": 116, "opennurbs__v2_Flow2.3dm": 130, "opennurbs__v3_Flow1.3dm": 122}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, c := range loadertest.CorpusCases(t, "3dm") {
		if h, ok := with[c.Name]; ok {
			c.Width, c.Height = 200, h
			cases = append(cases, c)
			continue
		}
		_, err := rhino.Open(loadertest.Source(t, c.Data, c.Name))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s: %v", c.Name, err)
		require.Contains(t, fault.From(err).Advice, "SaveSmall")
	}
	for _, version := range []int{4, 50, 80} {
		c := loadertest.Case{Name: fmt.Sprint("version ", version), Width: 150, Height: 100, NoGolden: true}
		c.Data = model(version, writer(version).packed(1, bitmap(150, 100)))
		cases = append(cases, c)
	}
	loadertest.Run(t, loadertest.Spec{Name: "rhino", Open: rhino.Open, Cases: cases})
}

// writer writes chunks of a version.
type writer int

func (v writer) length(n int) []byte {
	if v >= 50 {
		return binary.LittleEndian.AppendUint64(nil, uint64(n))
	}
	return binary.LittleEndian.AppendUint32(nil, uint32(n))
}

func (v writer) chunk(code uint32, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, code)
	return append(append(b, v.length(len(data))...), data...)
}

// buffer packs data by that method.
func (v writer) buffer(method byte, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, 0, 0, 0, 0, method)
	if method != 1 {
		return append(b, data...)
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(data)
	_ = w.Close()
	return append(b, v.chunk(0x40008000, append(packed.Bytes(), 1, 2, 3, 4))...)
}

// packed is the property of a preview whose palette and rows are in buffers of these
// lengths, the last to the end.
func (v writer) packed(method byte, dib []byte, lengths ...int) []byte {
	data := bytes.Clone(dib[:40])
	rest := dib[40:]
	for _, n := range lengths {
		data = append(data, v.buffer(method, rest[:n])...)
		rest = rest[n:]
	}
	return v.chunk(0x20008025, append(data, v.buffer(method, rest)...))
}

// model is a file of that version with these properties.
func model(version int, properties []byte) []byte {
	v := writer(version)
	b := fmt.Appendf(nil, "3D Geometry File Format %8d", version)
	b = append(b, v.chunk(1, []byte("a comment"))...)
	table := append(binary.LittleEndian.AppendUint32(nil, 0xa0000026), v.length(200108070)...)
	table = append(table, v.chunk(0x20008021, []byte("history"))...)
	table = append(table, properties...)
	table = append(table, v.chunk(0xffffffff, nil)...)
	b = append(b, v.chunk(0x10000014, table)...)
	return append(b, v.chunk(0x10000015, bitmap(2, 1))...)
}

// bitmap is one of two colours, red at the top and blue at the bottom.
func bitmap(w, h int) []byte {
	b := make([]byte, 40)
	le := binary.LittleEndian
	le.PutUint32(b, 40)
	le.PutUint32(b[4:], uint32(w))
	le.PutUint32(b[8:], uint32(h))
	le.PutUint16(b[12:], 1)
	le.PutUint16(b[14:], 8)
	le.PutUint32(b[32:], 2)
	b = append(b, 0, 0, 255, 0, 255, 0, 0, 0)
	for y := range h {
		row := make([]byte, (w+3)/4*4)
		if y < h/2 { // from the bottom
			for x := range row {
				row[x] = 1
			}
		}
		b = append(b, row...)
	}
	return b
}

func TestEveryWayOfKeepingThePreviewIsRead(t *testing.T) {
	t.Parallel()
	dib := bitmap(30, 20)
	for name, data := range map[string][]byte{
		"version 1":            append(fmt.Appendf(nil, "3D Geometry File Format %8d", 1), writer(1).chunk(0x02000014, dib)...),
		"plain":                model(3, writer(3).chunk(0x20008023, dib)),
		"packed":               model(2, writer(2).packed(1, dib)),
		"packed apart":         model(60, writer(60).packed(1, dib, 8)),
		"stored":               model(70, writer(70).packed(0, dib)),
		"a header of no size":  model(80, writer(80).packed(1, append(make([]byte, 4), dib[4:]...))),
		"larger than its head": model(80, writer(80).packed(1, bitmap(300, 200), 8)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info, frame, err := loadertest.Decode(t, rhino.Open, data, picture.Want{})
			require.NoError(t, err)
			require.Contains(t, frame.Notes[0], "model")
			shown, _ := colour.ToDisplay(frame.Image, frame.Space)
			require.Equal(t, color.NRGBA{R: 255, A: 255}, shown.NRGBAAt(0, info.Height/2-1))
			require.Equal(t, color.NRGBA{B: 255, A: 255}, shown.NRGBAAt(info.Width-1, info.Height/2))
		})
	}
}

func TestWhatIsNotShownSaysWhy(t *testing.T) {
	t.Parallel()
	v, dib := writer(60), bitmap(30, 20)
	whole := v.packed(1, dib)
	damaged := bytes.Clone(whole)
	damaged[12+40+9+12+1] ^= 0xff
	bomb := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(bomb[12+40:], 60<<20)
	wrong := bytes.Clone(whole)
	wrong[12+40+9] = 1
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"no preview", model(60, nil), fault.NoPicture},
		{"no version", []byte("3D Geometry File Format oldest  "), fault.Corrupt},
		{"cut header", []byte("3D Geometry File Format "), fault.Truncated},
		{"a length beyond all", append(fmt.Appendf(nil, "3D Geometry File Format %8d", 50), "\x01\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"...), fault.Corrupt},
		{"damaged", model(60, damaged), fault.Corrupt},
		{"expands beyond reason", model(60, bomb), fault.LimitExpansion},
		{"packed in another chunk", model(60, wrong), fault.Corrupt},
		{"packed by another method", model(60, v.packed(7, dib)), fault.Unsupported},
		{"no buffer", model(60, v.chunk(0x20008025, dib[:40])), fault.Truncated},
		{"a short buffer", model(60, v.packed(1, dib[:100])), fault.Truncated},
		{"a bitmap of nothing", model(60, v.packed(1, make([]byte, 80))), fault.Corrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, rhino.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestTheModelItselfIsNotRead(t *testing.T) {
	t.Parallel()
	file := loadertest.NewSparse(model(60, writer(60).packed(1, bitmap(30, 20))), 1<<32, nil)
	p, err := rhino.Open(file.Source(t, "a.3dm"))
	require.NoError(t, err)
	_, err = p.Decode(t.Context(), picture.Want{})
	require.NoError(t, err)
	require.Less(t, file.Read(), int64(16<<10))
}

func FuzzOpen(f *testing.F) {
	dib := bitmap(30, 20)
	seeds := append(loadertest.CorpusSeeds("3dm"),
		model(60, writer(60).packed(1, dib, 8)), model(3, writer(3).packed(0, dib)), model(3, writer(3).chunk(0x20008023, dib)),
		append(fmt.Appendf(nil, "3D Geometry File Format %8d", 1), writer(1).chunk(0x02000014, dib)...))
	loadertest.Fuzz(f, rhino.Open, seeds...)
}
