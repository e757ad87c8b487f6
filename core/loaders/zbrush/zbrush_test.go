package zbrush_test

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/zbrush"
	"apsync/core/picture"
)

const side = 96

// at is the colour of a pixel of the tests' picture.
func at(x, y int) color.NRGBA {
	c := color.NRGBA{R: uint8(2 * x), G: uint8(2 * y), B: 10, A: 255}
	if x > 48 {
		c.B = 200
	}
	return c
}

// planes are rows of the picture, one colour after the other.
func planes(from, to int) []byte {
	var b []byte
	for _, of := range []func(c color.NRGBA) uint8{
		func(c color.NRGBA) uint8 { return c.B }, func(c color.NRGBA) uint8 { return c.G },
		func(c color.NRGBA) uint8 { return c.R }, func(color.NRGBA) uint8 { return 0 },
	} {
		for y := from; y < to; y++ {
			for x := range side {
				b = append(b, of(at(x, y)))
			}
		}
	}
	return b
}

// pack encodes runs of equal bytes, and others as they are.
func pack(data []byte) []byte {
	var b []byte
	for len(data) > 0 {
		n := 1
		for n < len(data) && n < 127 && data[n] == data[0] {
			n++
		}
		if n > 2 {
			b = append(b, byte(n), data[0])
			data = data[n:]
			continue
		}
		n = min(len(data), 100)
		b = append(b, byte(256-n))
		b = append(b, data[:n]...)
		data = data[n:]
	}
	return append(b, 0)
}

// file is a tool with a thumbnail of that version.
func file(version int) []byte {
	le := binary.LittleEndian
	b := make([]byte, 0x5c)
	copy(b, "ZBrush File.Copyright 1977-2018.PIXOLOGIC INC")
	b = append(b, "\x03\x80\x01\x00\x0c\x00\x16\x00\x00\x00\x00\x00Image\x00\x03\x88\x00\x00"...)
	b = append(b, bytes.Repeat([]byte{7}, 96)...)
	b = append(b, 3, 0x80, 1, 0, byte(version), 0, 0, 0, 0, 0, 0, 0x90, 0, 0, 4, 0, 0x80, 1)
	if version == 4 {
		var parts []byte
		for y := 0; y < side; y += 24 {
			p := pack(planes(y, y+24))
			b = le.AppendUint16(b, uint16(len(p)))
			parts = append(parts, p...)
		}
		return append(b, parts...)
	}
	p := pack(planes(0, side))
	if version == 6 {
		p = append([]byte{1, 0, 0, 0}, p...)
	}
	b = append(b, make([]byte, 12)...)
	b = le.AppendUint32(b, uint32(len(p)))
	b = le.AppendUint32(b, 0)
	return append(b, p...)
}

func TestLoader(t *testing.T) {
	t.Parallel()
	var cases []loadertest.Case
	for version, name := range map[int]string{4: "four parts", 5: "one part", 6: "one part with a header"} {
		cases = append(cases, loadertest.Case{Name: name, Data: file(version), Width: side, Height: side, NoGolden: true})
	}
	loadertest.Run(t, loadertest.Spec{Name: "zbrush", Open: zbrush.Open, Cases: cases})
}

func TestEveryVersionShowsThePicture(t *testing.T) {
	t.Parallel()
	for version := 4; version <= 6; version++ {
		_, frame, err := loadertest.Decode(t, zbrush.Open, file(version), picture.Want{})
		require.NoError(t, err)
		require.Len(t, frame.Notes, 1)
		shown, _ := colour.ToDisplay(frame.Image, frame.Space)
		for y := range side {
			for x := range side {
				require.Equal(t, at(x, y), shown.NRGBAAt(x, y), "version %d at %d,%d", version, x, y)
			}
		}
	}
}

func TestDamageIsTold(t *testing.T) {
	t.Parallel()
	whole := file(6)
	early := bytes.Clone(whole)
	early[bytes.Index(early, []byte("\x00\x90\x00\x00"))+8+12+8+4+2] = 0
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"no thumbnail", whole[:150], fault.NoPicture},
		{"packed bytes that end early", early, fault.Truncated},
		{"cut", whole[:len(whole)-1], fault.Truncated},
		{"cut before the lengths", whole[:0x5c+22+96+18], fault.Truncated},
		{"an older version", bytes.Replace(whole, []byte("\x06\x00\x00\x00\x00\x00\x00\x90"), []byte("\x03\x00\x00\x00\x00\x00\x00\x90"), 1), fault.Unsupported},
		{"a newer version", bytes.Replace(whole, []byte("\x06\x00\x00\x00\x00\x00\x00\x90"), []byte("\x07\x00\x00\x00\x00\x00\x00\x90"), 1), fault.Unsupported},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, zbrush.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) { loadertest.Fuzz(f, zbrush.Open, file(4), file(5), file(6)) }
