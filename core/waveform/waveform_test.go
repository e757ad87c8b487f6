package waveform_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/audio"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
	"apsync/core/waveform"
)

// sound is a track that is held.
type sound struct {
	info   audio.Info
	enter  func(e *audio.Envelope)
	failed error
}

func (s sound) Info() audio.Info { return s.info }

func (s sound) Measure(_ context.Context, budget *picture.Budget, e *audio.Envelope) error {
	if s.failed != nil {
		return s.failed
	}
	s.enter(e)
	return budget.Take(s.info.Memory)
}

// one returns a sound of one channel.
func one(n int, level func(t float64) float64) sound {
	return sound{info: audio.Info{Codec: "WAV", Rate: 8000, Channels: 1, Memory: 100}, enter: func(e *audio.Envelope) {
		samples := make([]float32, n)
		for i := range samples {
			samples[i] = float32(level(float64(i) / float64(n)))
		}
		e.Add(0, samples)
	}}
}

// drawn returns the picture of a sound, within its budget.
func drawn(t *testing.T, s sound, w, h int) (*raster.Pixels[uint8], []string) {
	t.Helper()
	p := waveform.New(s)
	want := picture.Want{Width: w, Height: h}
	want.Budget = picture.NewBudget(p.Info().Need(want))
	frame, err := p.Decode(context.Background(), want)
	require.NoError(t, err)
	img, ok := frame.Image.(*raster.Pixels[uint8])
	require.True(t, ok)
	require.Equal(t, []int{w, h}, []int{img.Width, img.Height})
	require.NoError(t, raster.Check(img))
	return img, frame.Notes
}

// extent returns between which rows a column is not of the colour of its first pixel;
// the line of silence does not count.
func extent(img *raster.Pixels[uint8], x int) (top, bottom int) {
	top, bottom = -1, -1
	ground := img.Row(0)[2]
	for y := range img.Height {
		if blue := img.Row(y)[3*x+2]; int(blue)-int(ground) > 60 {
			if top < 0 {
				top = y
			}
			bottom = y
		}
	}
	return top, bottom
}

func TestSilenceIsALine(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"one sample": 1, "short": 50, "long": 100000} {
		img, _ := drawn(t, one(n, func(float64) float64 { return 0 }), 256, 128)
		for x := 8; x < 248; x++ {
			top, bottom := extent(img, x)
			require.GreaterOrEqual(t, top, 62, name)
			require.LessOrEqual(t, bottom, 65, name)
		}
	}
}

func TestLoudnessIsHeight(t *testing.T) {
	t.Parallel()
	noise := uint32(1)
	rising := one(200000, func(at float64) float64 {
		noise = noise*1664525 + 1013904223
		return at * (float64(noise)/(1<<31) - 1)
	})
	for _, size := range []int{128, 256, 1024, 2048} {
		img, _ := drawn(t, rising, size, size/2)
		for _, share := range []float64{0.25, 0.5, 0.75, 0.95} {
			x := int(float64(size) * (0.02 + 0.96*share))
			top, bottom := extent(img, x)
			require.InDelta(t, share*0.9, float64(bottom+1-top)/float64(img.Height), 0.03, "%d at %v", size, share)
			require.InDelta(t, img.Height, top+bottom, float64(size)/40, "it swings to both sides")
			middle, edge := img.Row(img.Height / 2)[3*x], img.Row(top + 2)[3*x]
			require.Greater(t, middle, edge+40, "the body is lighter than the peaks")
		}
	}
}

func TestAWaveIsDrawnWhereItIsSeen(t *testing.T) {
	t.Parallel()
	img, _ := drawn(t, one(30, func(at float64) float64 { return math.Sin(2 * math.Pi * at) }), 512, 256)
	for _, c := range []struct{ at, level float64 }{{0.25, 1}, {0.5, 0}, {0.75, -1}} {
		x := int(512 * (0.02 + 0.96*(c.at+0.5/30)))
		top, bottom := extent(img, x)
		require.InDelta(t, 128*(1-0.9*c.level), float64(top+bottom)/2, 6)
		require.Less(t, bottom-top, 14, "a thin line")
	}
}

func TestQuietSoundsAreRaised(t *testing.T) {
	t.Parallel()
	for level, want := range map[float64]float64{1: 0.9, 4: 0.9, 0.25: 0.9, 1. / 32: 0.45, 1. / 4096: 0} {
		swing := level
		img, _ := drawn(t, one(90000, func(float64) float64 { swing = -swing; return swing }), 512, 256)
		top, bottom := extent(img, 256)
		require.InDelta(t, want, float64(bottom-top)/256, 0.02, "level %v", level)
	}
}

func TestDamagedNumbersDoNoHarm(t *testing.T) {
	t.Parallel()
	for _, v := range []float64{math.NaN(), math.Inf(1), math.MaxFloat32} {
		drawn(t, one(1000, func(at float64) float64 { return v * (at - 0.5) }), 64, 32)
	}
}

func TestWhatWasNotSeenIsBridged(t *testing.T) {
	t.Parallel()
	s := sound{info: audio.Info{Codec: "MP3", Rate: 44100, Channels: 2}, enter: func(e *audio.Envelope) {
		const n = 3727 * 44100
		e.Extend(n)
		for i := range 1024 {
			for range 2 {
				e.Add(audio.Place(i, n-100), []float32{0.5, -0.5, 0.5, -0.5})
			}
		}
	}}
	img, notes := drawn(t, s, 256, 128)
	for x := 8; x < 248; x++ {
		top, bottom := extent(img, x)
		require.InDelta(t, 0.9*128, bottom+1-top, 3)
	}
	require.Equal(t, []string{
		"shown is the sound's waveform: MP3, 1:02:07, 2 channels, 44100 Hz",
		"the waveform was measured at 0.01% of the sound, in windows strewn over it",
	}, notes)
}

func TestNotes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		20000: "2.50 s", 8000 * 61: "1:01", 1: "0.00 s",
	} {
		_, notes := drawn(t, one(n, func(float64) float64 { return 0 }), 16, 8)
		require.Equal(t, []string{"shown is the sound's waveform: WAV, " + want + ", 1 channel, 8000 Hz"}, notes)
	}
}

func TestAnySize(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {2, 1}, {1, 9}, {7, 3}, {4096, 16}} {
		drawn(t, one(1000, func(at float64) float64 { return at }), size[0], size[1])
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	_, err := waveform.New(one(0, nil)).Decode(context.Background(), picture.Want{})
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))

	broken := errors.New("broken")
	_, err = waveform.New(sound{failed: broken}).Decode(context.Background(), picture.Want{})
	require.ErrorIs(t, err, broken)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = waveform.New(one(10, math.Sin)).Decode(ctx, picture.Want{})
	require.ErrorIs(t, err, context.Canceled)

	_, err = waveform.New(one(10, math.Sin)).Decode(context.Background(), picture.Want{Budget: picture.NewBudget(10)})
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
}

func BenchmarkDecode(b *testing.B) {
	for name, size := range map[string]int{"256": 256, "2048": 2048} {
		b.Run(name, func(b *testing.B) {
			p := waveform.New(one(100000, math.Sin))
			for b.Loop() {
				if _, err := p.Decode(context.Background(), picture.Want{Width: size, Height: size / 2}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
