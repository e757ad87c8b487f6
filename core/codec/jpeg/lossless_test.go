package jpeg_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/jpeg"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
	"apsync/core/raster"
)

// plainSamples are the samples of a picture in lossless coding.
type plainSamples struct {
	width, height, channels, precision int
	predictor, low, rows               int // rows in a restart interval; 0 without
	pix                                []uint16
}

// newPlain makes a picture with gradients and noise.
func newPlain(width, height, channels, precision int) *plainSamples {
	p := &plainSamples{width: width, height: height, channels: channels, precision: precision, predictor: 1}
	random := rand.New(rand.NewPCG(3, uint64(precision)))
	for i := range width * height * channels {
		x, y := i/channels%width, i/channels/width
		v := (x*37+y*91+i%channels*50)<<precision>>12 + random.IntN(1<<precision/8+1)
		p.pix = append(p.pix, uint16(v)&(1<<precision-1))
	}
	return p
}

// bytes encodes the picture (T.81 annex H) with codes of five bits.
func (p *plainSamples) bytes() []byte {
	table := append([]byte{0, 0, 0, 0, 0, 17}, make([]byte, 11)...)
	for symbol := range byte(17) {
		table = append(table, symbol)
	}
	out := append([]byte("\xff\xd8"), segment(0xc4, table)...)
	frame := []byte{byte(p.precision), byte(p.height >> 8), byte(p.height), byte(p.width >> 8), byte(p.width), byte(p.channels)}
	scan := []byte{byte(p.channels)}
	for i := range byte(p.channels) {
		frame = append(frame, i+1, 0x11, 0)
		scan = append(scan, i+1, 0)
	}
	out = append(out, segment(0xc3, frame)...)
	if p.rows > 0 {
		out = append(out, segment(0xdd, binary.BigEndian.AppendUint16(nil, uint16(p.rows*p.width)))...)
	}
	out = append(out, segment(0xda, append(scan, byte(p.predictor), 0, byte(p.low)))...)
	var acc uint64
	n := 0
	put := func(v uint64, count int) {
		acc, n = acc<<count|v&(1<<count-1), n+count
		for ; n >= 8; n -= 8 {
			b := byte(acc >> (n - 8))
			if out = append(out, b); b == 0xff {
				out = append(out, 0)
			}
		}
	}
	for y := range p.height {
		if p.rows > 0 && y > 0 && y%p.rows == 0 {
			put(0xff, (8-n%8)%8)
			out = append(out, 0xff, 0xd0+byte(y/p.rows-1)%8)
		}
		for i := range p.width * p.channels {
			at := y*p.width*p.channels + i
			diff := int16(p.pix[at]>>p.low) - int16(p.predicted(at, i, p.rows > 0 && y%p.rows == 0 || y == 0))
			size := bits.Len16(uint16(max(diff, -diff)))
			if diff == -1<<15 {
				size = 16
			}
			put(uint64(size), 5)
			if diff < 0 {
				diff--
			}
			if size < 16 {
				put(uint64(diff), size)
			}
		}
	}
	put(0xff, (8-n%8)%8)
	return append(out, 0xff, 0xd9)
}

// predicted follows T.81 §H.1.2.1 and table H.1.
func (p *plainSamples) predicted(at, i int, first bool) int {
	n := p.channels
	sample := func(back int) int { return int(p.pix[at-back] >> p.low) }
	switch {
	case first && i < n:
		return 1 << (p.precision - p.low - 1)
	case first:
		return sample(n)
	case i < n:
		return sample(p.width * n)
	}
	a, b, c := sample(n), sample(p.width*n), sample((p.width+1)*n)
	return [...]int{1: a, 2: b, 3: c, 4: a + b - c, 5: a + (b-c)>>1, 6: b + (a-c)>>1, 7: (a + b) >> 1}[p.predictor]
}

func TestSamples(t *testing.T) {
	t.Parallel()
	for predictor := 1; predictor <= 7; predictor++ {
		for _, precision := range []int{2, 7, 8, 12, 15, 16} {
			for channels := 1; channels <= 4; channels++ {
				p := newPlain(23, 17, channels, precision)
				p.predictor, p.rows = predictor, (predictor+channels)%4
				p.low = channels % 2
				name := fmt.Sprintf("predictor %d, %d bits, %d channels, restart %d, low %d", predictor, precision, channels, p.rows, p.low)
				s, err := jpeg.OpenSamples(loadertest.Source(t, p.bytes(), "x"), jpeg.Options{})
				require.NoError(t, err, name)
				require.Equal(t, [4]int{23, 17, channels, precision}, [4]int{s.Width, s.Height, s.Channels, s.Precision})
				row := make([]uint16, s.Width*s.Channels)
				for y := range s.Height {
					require.NoError(t, s.Next(context.Background(), row), "%s, row %d", name, y)
					for i, v := range row {
						require.Equal(t, p.pix[y*len(row)+i]>>p.low<<p.low, v, "%s, sample %d of row %d", name, i, y)
					}
				}
			}
		}
	}
}

func TestLosslessPictures(t *testing.T) {
	t.Parallel()
	for _, precision := range []int{6, 8, 12, 16} {
		for channels := 1; channels <= 4; channels++ {
			p := newPlain(40, 30, channels, precision)
			_, frame, err := loadertest.Decode(t, jpeg.Open, p.bytes(), picture.Want{Width: 40, Height: 30})
			require.NoError(t, err)
			white := float64(int(1)<<precision - 1)
			shown := map[int]int{1: 1, 2: 1, 3: 3, 4: 4}[channels]
			for i := range 40 * 30 * shown {
				stored := float64(p.pix[i/shown*channels+i%shown]) / white
				switch img := frame.Image.(type) {
				case *raster.Pixels[uint8]:
					require.LessOrEqual(t, precision, 8)
					require.InDelta(t, stored*255, img.Pix[i], 0.51)
				case *raster.Pixels[uint16]:
					require.Greater(t, precision, 8)
					require.InDelta(t, stored*65535, img.Pix[i], 0.51)
				}
			}
			require.Equal(t, channels == 2, len(frame.Notes) == 1, "%v", frame.Notes)
			_, frame, err = loadertest.Decode(t, jpeg.Open, p.bytes(), picture.Want{Width: 10, Height: 7})
			require.NoError(t, err)
			w, h := frame.Image.Size()
			require.Equal(t, [2]int{10, 8}, [2]int{w, h})
		}
	}
}

func TestLosslessRefused(t *testing.T) {
	t.Parallel()
	p := newPlain(20, 10, 3, 8)
	plain := p.bytes()
	scan, restart := find(t, plain, 0xda, 0), *p
	restart.rows = 2
	cases := []struct {
		name   string
		data   []byte
		code   fault.Code
		detail string
	}{
		{"predictor 0", edited(plain, scan+11, 0), fault.Corrupt, "predictor 0"},
		{"predictor 8", edited(plain, scan+11, 8), fault.Corrupt, "predictor 8"},
		{"all bits left out", edited(plain, scan+13, 8), fault.Corrupt, "8 of 8 bits"},
		{"component by component", edited(plain, scan+4, 1), fault.Unsupported, "1 of 3 components"},
		{"component out of place", edited(plain, scan+5, 2), fault.Corrupt, "component 2"},
		{"no table", edited(plain, scan+6, 0x10), fault.Corrupt, "huffman table 1"},
		{"half of the data", plain[:len(plain)/2], fault.Truncated, ""},
		{"restarts within rows", edited(restart.bytes(), find(t, restart.bytes(), 0xdd, 0)+5, 41), fault.Corrupt, "41 samples in rows of 20"},
		{"1 bit", edited(plain, find(t, plain, 0xc3, 0)+4, 1), fault.Corrupt, "samples of 1 bits"},
	}
	for _, c := range cases {
		_, _, err := loadertest.Decode(t, jpeg.Open, c.data, picture.Want{})
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
		require.Contains(t, fault.From(err).Detail, c.detail, c.name)
	}
	_, err := jpeg.OpenSamples(loadertest.Source(t, newEncoder(8, 8, 0x11).bytes(), "x"), jpeg.Options{})
	require.Equal(t, fault.Unsupported, fault.CodeOf(err))
	s, err := jpeg.OpenSamples(loadertest.Source(t, plain, "x"), jpeg.Options{})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, s.Next(ctx, make([]uint16, 60)), context.Canceled)
}

func edited(data []byte, at int, v byte) []byte {
	data = append([]byte(nil), data...)
	data[at] = v
	return data
}
