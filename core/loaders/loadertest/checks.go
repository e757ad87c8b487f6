package loadertest

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/stretchr/testify/require"

	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// testGolden checks what Info announces and compares the picture with its golden.
func testGolden(t *testing.T, spec Spec, c Case) {
	t.Helper()
	info, frame, err := Decode(t, spec.Open, c.Data, picture.Want{})
	require.NoError(t, err)
	if c.Width > 0 {
		require.Equal(t, []int{c.Width, c.Height}, []int{info.Width, info.Height}, "size")
	}
	if c.Orientation != 0 {
		require.Equal(t, c.Orientation, info.Orientation, "orientation")
	}
	if !c.NoGolden && !racing {
		compareGolden(t, spec.Name, c.Name, small(frame))
	}
}

// testShrunk checks that a picture decoded small looks like the same picture
// decoded in full and shrunk.
func testShrunk(t *testing.T, spec Spec, c Case) {
	t.Helper()
	info, full, err := Decode(t, spec.Open, c.Data, picture.Want{})
	require.NoError(t, err)
	for _, divisor := range []int{2, 3, 8, 21} {
		want := picture.Want{Width: max(1, info.Width/divisor), Height: max(1, info.Height/divisor)}
		_, frame, err := Decode(t, spec.Open, c.Data, want)
		require.NoError(t, err, "decoding for %d×%d", want.Width, want.Height)
		w, h := want.Width, want.Height
		got, ref := alike(frame, full, w, h)
		require.Less(t, meanDifference(got, ref), shrunkTolerance(w, h),
			"a decode for %d×%d must look like the full one", w, h)
	}
}

// alike returns a frame that was shrunk for w×h, and the full one, as displayed in
// the shrunk one's size: to resample that a little, as from 67 to 66, would itself
// differ too much. Where whole boxes lead there they make the other, those of
// raster.Factor or of a loader's own; what is left over for a last, smaller box
// need not have become a pixel.
func alike(frame, full *picture.Frame, w, h int) (got, ref *image.NRGBA) {
	fullW, fullH := full.Image.Size()
	gotW, gotH := frame.Image.Size()
	for _, f := range []int{raster.Factor(fullW, fullH, w, h), (fullW + gotW/2) / gotW, (fullH + gotH/2) / gotH} {
		overW, overH := (fullW+f-1)/f-gotW, (fullH+f-1)/f-gotH
		if min(overW, overH) >= 0 && max(overW, overH) <= 1 {
			boxes := &picture.Frame{Image: raster.Shrink(full.Image, f), Space: full.Space}
			return display(frame), imaging.Crop(display(boxes), image.Rect(0, 0, gotW, gotH))
		}
	}
	return display(frame), resized(display(full), gotW, gotH)
}

// shrunkTolerance is the mean difference allowed between two ways of shrinking,
// of 255: tiny pictures are nearly all edge.
func shrunkTolerance(w, h int) float64 {
	if w < 16 || h < 16 {
		return 24
	}
	return 6
}

// testTruncated cuts the file at every sixteenth and at every byte of its first
// kilobyte's structures: each cut gives an error or a picture, never harm.
func testTruncated(t *testing.T, spec Spec, c Case) {
	t.Helper()
	cuts := []int{0, 1, 2, 3, 7}
	for i := 1; i < 16; i++ {
		cuts = append(cuts, len(c.Data)*i/16)
	}
	step := 13
	if racing {
		step *= 10
	}
	for n := 8; n < min(len(c.Data), 1024); n += step {
		cuts = append(cuts, n)
	}
	cuts = append(cuts, max(0, len(c.Data)-1))
	for _, n := range cuts {
		_, _, err := Decode(t, spec.Open, c.Data[:min(n, len(c.Data))], picture.Want{Width: 64, Height: 64})
		requireCode(t, err)
	}
}

// testMutations changes bytes at seeded places, headers above all, and claims
// huge values in aligned words.
func testMutations(t *testing.T, spec Spec, c Case) {
	t.Helper()
	if len(c.Data) == 0 {
		return
	}
	rounds := 48
	if racing || len(c.Data) > 1<<18 {
		rounds = 8
	}
	random := rand.New(rand.NewPCG(1, uint64(len(c.Data))))
	data := make([]byte, len(c.Data))
	for i := range rounds {
		copy(data, c.Data)
		span := len(data)
		if i%2 == 0 {
			span = min(span, 512)
		}
		for range 1 + i%3 {
			at := random.IntN(span)
			switch {
			case i%4 == 3 && at+4 <= len(data):
				binary.BigEndian.PutUint32(data[at:], 0x7fffffff>>(i%16))
			case i%4 == 1 && at+2 <= len(data):
				binary.LittleEndian.PutUint16(data[at:], 0xffff)
			default:
				data[at] ^= byte(1 << random.IntN(8))
			}
		}
		_, _, err := Decode(t, spec.Open, data, picture.Want{Width: 64, Height: 64})
		requireCode(t, err)
	}
}

// testConcurrent decodes the same source from several goroutines, and with a
// context that is done, which must end it.
func testConcurrent(t *testing.T, spec Spec, c Case) {
	t.Helper()
	src := Source(t, c.Data, c.Name)
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		done := fault.Go(func() error {
			pic, err := spec.Open(src)
			if err != nil {
				return err
			}
			_, err = pic.Decode(context.Background(), picture.Want{Width: 64, Height: 64})
			return err
		})
		go func() {
			defer wg.Done()
			if err := <-done; err != nil {
				t.Errorf("concurrent decode: %v", err)
			}
		}()
	}
	wg.Wait()

	pic, err := spec.Open(src)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = pic.Decode(ctx, picture.Want{Width: 64, Height: 64}); err != nil {
		require.ErrorIs(t, err, context.Canceled, "a cancelled decode must say so")
	}
}

// requireCode checks that a failure is one that a person can act upon.
func requireCode(t *testing.T, err error) {
	t.Helper()
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	e := fault.From(err)
	require.NotEqual(t, fault.Internal, e.Code, "%v\n%v", e, e.Err)
	require.NotEmpty(t, e.Detail, "an error must say what is wrong")
}

// small returns a frame as displayed, box-shrunk and fitted into 256×256.
func small(frame *picture.Frame) *image.NRGBA {
	w, h := frame.Image.Size()
	img := raster.Shrink(frame.Image, raster.Factor(w, h, 256, 256))
	nrgba, _ := colour.ToDisplay(img, frame.Space)
	return fitted(nrgba, 256)
}

// display returns a frame as displayed at its own size.
func display(frame *picture.Frame) *image.NRGBA {
	nrgba, _ := colour.ToDisplay(frame.Image, frame.Space)
	return nrgba
}
