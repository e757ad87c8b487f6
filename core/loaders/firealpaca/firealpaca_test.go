package firealpaca_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/firealpaca"
	"apsync/core/loaders/loadertest"
)

const (
	width  = 20
	height = 9
)

// pixels are blue, green, red and alpha, and tell where they are.
func pixels() []byte {
	data := make([]byte, 4*width*height)
	for i := range data {
		data[i] = []byte{byte(i / 4), 100, byte(200 - i/4), 255}[i%4]
	}
	return data
}

// document is a document with a layer and a thumbnail.
func document(xml string, compressed bool) []byte {
	data := binary.LittleEndian.AppendUint32([]byte(firealpaca.Signature), 0)
	data = binary.LittleEndian.AppendUint32(data, uint32(len(xml)))
	data = append(binary.LittleEndian.AppendUint32(data, 0), xml...)
	data = append(data, block("layer0img", []byte("tiles"), false)...)
	return append(data, block("thumb", pixels(), compressed)...)
}

func block(name string, data []byte, compressed bool) []byte {
	stored := data
	if compressed {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		_, _ = w.Write(data)
		_ = w.Close()
		stored = b.Bytes()
	}
	head := make([]byte, 132)
	copy(head, "PAC\x00")
	binary.LittleEndian.PutUint32(head[4:], uint32(len(stored)+132))
	if compressed {
		head[8] = 1
	}
	binary.LittleEndian.PutUint32(head[12:], uint32(len(stored)))
	binary.LittleEndian.PutUint32(head[16:], uint32(len(data)))
	copy(head[68:], name)
	return append(head, stored...)
}

func described(w, h int) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="utf-8"?><Mdiapp width="800" height="600"><Thumb width="%d" height="%d" bin="thumb"/>`+
		`<Layers><Layer bin="layer0img"/></Layers></Mdiapp>`, w, h)
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for _, compressed := range []bool{false, true} {
		cases = append(cases, loadertest.Case{
			Name: fmt.Sprint(compressed), Data: document(described(width, height), compressed), Width: width, Height: height, NoGolden: true,
		})
	}
	loadertest.Run(t, loadertest.Spec{Name: "firealpaca", Open: firealpaca.Open, Cases: cases})
}

func TestPixels(t *testing.T) {
	t.Parallel()
	for _, compressed := range []bool{false, true} {
		got := loadertest.Pixels(t, firealpaca.Open, document(described(width, height), compressed))
		require.Len(t, got, width*height)
		for i, pixel := range got {
			require.Equal(t, color.NRGBA{uint8(200 - i), 100, uint8(i), 255}, pixel, "pixel %d", i)
		}
	}
}

func TestWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		xml  string
		want fault.Code
	}{
		{"no thumbnail", `<Mdiapp><Layers/></Mdiapp>`, fault.NoPicture},
		{"no block", `<Mdiapp><Thumb width="4" height="4" bin="other"/></Mdiapp>`, fault.NoPicture},
		{"no xml", `<Mdiapp>`, fault.Corrupt},
		{"too large", described(30000, 30000), fault.Corrupt},
		{"larger than its block", described(width, height+1), fault.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := firealpaca.Open(loadertest.Source(t, document(c.xml, false), "a.mdp"))
			require.Equal(t, c.want, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(f, firealpaca.Open, document(described(width, height), false), document(described(width, height), true))
}
