package sai_test

import (
	"encoding/binary"
	"image/color"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sai"
)

// checksum returns the checksum of a page from a word on.
func checksum(page []byte, first int) uint32 {
	sum := uint32(0)
	for i := 4 * first; i < len(page); i += 4 {
		sum = bits.RotateLeft32(sum, 1) ^ binary.LittleEndian.Uint32(page[i:])
	}
	return sum | 1
}

// encipher enciphers a page, a table where it is one.
func encipher(page []byte, before uint32, table bool) {
	for i := 0; i < len(page); i += 4 {
		word := binary.LittleEndian.Uint32(page[i:])
		hidden := sai.Mix(before)
		if table {
			word = bits.RotateLeft32(word, 16) ^ before ^ hidden
		} else {
			word += before ^ hidden
		}
		binary.LittleEndian.PutUint32(page[i:], word)
		before = word
	}
}

// version1 is a document of a thumbnail of w by h pixels, whose pages lie in disorder.
func version1(w, h int, name string) []byte {
	thumbnail := binary.LittleEndian.AppendUint32(nil, uint32(w))
	thumbnail = append(binary.LittleEndian.AppendUint32(thumbnail, uint32(h)), "BM32"...)
	for i := range w * h {
		thumbnail = append(thumbnail, byte(i), 90, byte(255-i), 255)
	}
	count := (len(thumbnail) + 4095) / 4096
	data := make([]byte, 4096*(3+count+1))
	table := data[:4096]
	folder := data[2*4096:]
	for i, entry := range []string{".a1541b366925e034", "canvas", name} {
		e := folder[64*i:]
		e[3] = 0x80
		copy(e[4:], entry)
		e[38] = 0x80
		e[40] = byte(3 + count - 1) // the last page is the first of the file
		binary.LittleEndian.PutUint32(e[44:], uint32(len(thumbnail)))
	}
	for i := range count {
		number := 3 + count - 1 - i
		copy(data[4096*number:4096*(number+1)], thumbnail[4096*i:])
		if i+1 < count {
			binary.LittleEndian.PutUint32(table[8*number+4:], uint32(number-1))
		}
	}
	for number := 1; number < len(data)/4096; number++ {
		page := data[4096*number : 4096*(number+1)]
		sum := checksum(page, 0)
		binary.LittleEndian.PutUint32(table[8*number:], sum)
		encipher(page, sum, false)
	}
	binary.LittleEndian.PutUint32(table, checksum(table, 1))
	encipher(table, 0, true)
	return data
}

func TestVersion1(t *testing.T) {
	t.Parallel()
	data := version1(40, 60, "thumbnail")
	require.True(t, sai.MatchVersion1(data[:4096]))
	require.False(t, sai.MatchVersion1(data[:4095]))
	require.False(t, sai.MatchVersion1(make([]byte, 4096)))
	require.False(t, sai.MatchVersion1(data[4096:8192]))
	loadertest.Run(t, loadertest.Spec{Name: "sai1", Open: sai.OpenVersion1, Cases: []loadertest.Case{
		{Name: "thumbnail", Data: data, Width: 40, Height: 60, NoGolden: true},
	}})
	for i, got := range loadertest.Pixels(t, sai.OpenVersion1, data) {
		require.Equal(t, color.NRGBA{uint8(255 - i), 90, uint8(i), 255}, got, "pixel %d", i)
	}
}

func TestVersion1WithoutAThumbnail(t *testing.T) {
	t.Parallel()
	_, err := sai.OpenVersion1(loadertest.Source(t, version1(4, 4, "laytbl"), "a.sai"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	spoilt := version1(4, 4, "thumbnail")
	spoilt[2*4096+9]++
	_, err = sai.OpenVersion1(loadertest.Source(t, spoilt, "a.sai"))
	require.Equal(t, fault.Corrupt, fault.CodeOf(err))
	require.ErrorContains(t, err, "checksum")
}

func FuzzOpenVersion1(f *testing.F) {
	loadertest.Fuzz(f, sai.OpenVersion1, version1(20, 20, "thumbnail"), version1(40, 60, "thumbnail"))
}
