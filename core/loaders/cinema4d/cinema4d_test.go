package cinema4d_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/cinema4d"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// with is the only project of the corpus that holds a preview.
const with = "cinema4d_py_sdk_extended__py_effector_random_r13.c4d"

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := []loadertest.Case{{Name: "made", Data: project(boolean, preview(40, 30)), Width: 40, Height: 30, NoGolden: true}}
	for _, c := range loadertest.CorpusCases(t, "c4d") {
		if c.Name == with {
			cases = append(cases, c)
			continue
		}
		_, err := cinema4d.Open(loadertest.Source(t, c.Data, c.Name))
		require.Equal(t, fault.NoPicture, fault.CodeOf(err), "%s: %v", c.Name, err)
	}
	loadertest.Run(t, loadertest.Spec{Name: "cinema4d", Open: cinema4d.Open, Cases: cases})
}

const (
	boolean = "\x15\x01"
	number  = "\x0f\x00\x00\x32\xfb"
	opened  = "\x01\x00\x01\xad\xc8\x00\x00\x00\x02"
	closed  = "\x02"
)

// project is one whose first chunk holds these values.
func project(values ...string) []byte {
	var b bytes.Buffer
	b.WriteString("QC4DC4D6\x00\x00\x32\xfb\x00" + "\x01\x00\x01\xad\xeb\x00\x00\x00\x00" + opened + number)
	for _, v := range values {
		b.WriteString(v)
	}
	b.WriteString(closed + closed)
	return b.Bytes()
}

func long(kind byte, data []byte) string {
	return string(binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(data)))) + string(data)
}

func preview(w, h int) string {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil)
	return long(129, b.Bytes())
}

func TestThePreviewIsTheFirstChunks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"behind values of every length", project(boolean, "\x0b1", "\x0d12", "\x1112345678", long(130, []byte("text")), opened, closed, preview(8, 8)), ""},
		{"none", project(boolean), fault.NoPicture},
		{"one of a later chunk", project(closed, opened, preview(8, 8)), fault.NoPicture},
		{"behind a value of unknown length", project("\x17", preview(8, 8)), fault.NoPicture},
		{"behind more than is looked at", project(long(128, make([]byte, 1<<17)), preview(8, 8)), fault.NoPicture},
		{"no picture file", project(long(129, []byte("something"))), fault.UnknownFormat},
		{"longer than the file", project("\x81\x7f\xff\xff\xff\xff"), fault.Truncated},
		{"cut", project(preview(8, 8))[:36], fault.NoPicture},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, frame, err := loadertest.Decode(t, cinema4d.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			if err == nil {
				require.Contains(t, frame.Notes[0], "project")
			}
		})
	}
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("c4d"), project(boolean, preview(20, 10)), project(long(130, []byte("text")), opened, closed, preview(8, 8)))
	loadertest.Fuzz(f, cinema4d.Open, seeds...)
}
