package loaders_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/loaders"
	"apsync/core/picture"
)

// The rows that large files are made of: many enough to be shared out.
const wide, high = 1201, 1801

// large returns files that are read row by row.
func large() map[string][]byte {
	le, be := binary.LittleEndian, binary.BigEndian
	tga := make([]byte, 18)
	tga[2], tga[16], tga[17] = 2, 32, 8
	le.PutUint16(tga[12:], wide)
	le.PutUint16(tga[14:], high)
	pcx := make([]byte, 128)
	pcx[0], pcx[1], pcx[3], pcx[65] = 10, 5, 8, 1
	le.PutUint16(pcx[8:], wide-1)
	le.PutUint16(pcx[10:], high-1)
	le.PutUint16(pcx[66:], wide+1)
	sun := []byte("\x59\xa6\x6a\x95")
	for _, v := range []uint32{wide, high, 8, 0, 1, 1, 768} {
		sun = be.AppendUint32(sun, v)
	}
	farbfeld := be.AppendUint32(be.AppendUint32([]byte("farbfeld"), wide), high)
	miff := fmt.Sprintf("id=ImageMagick version=1.0\nclass=PseudoClass colors=256 columns=%d rows=%d depth=8\n\f\n:\x1a", wide, high)
	return map[string][]byte{
		"a.tga":      append(tga, rows(4*wide, 256)...),
		"unseen.tga": append(tga, make([]byte, 4*wide*high)...),
		"a.pcx":      append(pcx, rows(wide+1, 256)...),
		"a.ras":      append(append(sun, ramp(768)...), rows(wide+1, 256)...),
		"a.ff":       append(farbfeld, rows(8*wide, 256)...),
		"a.miff":     append(append([]byte(miff), ramp(768)...), rows(wide, 256)...),
		"a.pgx":      append(fmt.Appendf(nil, "PG LM +12 %d %d\n", wide, high), rows(2*wide, 16)...),
		"a.pgm":      append(fmt.Appendf(nil, "P5 %d %d 1000\n", wide, high), rows(2*wide, 4)...),
		"a.ppm":      append(fmt.Appendf(nil, "P6 %d %d 200\n", wide, high), rows(3*wide, 256)...),
		"a.pbm":      append(fmt.Appendf(nil, "P4 %d %d\n", 8*wide, high), rows(wide, 256)...),
	}
}

// rows returns the rows of a picture, of bytes below limit.
func rows(size, limit int) []byte {
	p := make([]byte, size*high)
	for i := range p {
		p[i] = byte((i/size*7 + i*i%251) % limit)
	}
	return p
}

// ramp returns the bytes of a palette.
func ramp(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i * 5)
	}
	return p
}

func TestLentWorkersMakeTheSamePicture(t *testing.T) {
	t.Parallel()
	for name, data := range large() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, part := range []int{2, 5} {
				want := picture.Want{Width: wide / part, Height: high / part}
				alone := decoded(t, name, data, want)
				want.Spare = lend(3)
				require.Equal(t, alone, decoded(t, name, data, want), "reduced %d times", part)
			}
		})
	}
}

func decoded(t *testing.T, name string, data []byte, want picture.Want) *picture.Frame {
	t.Helper()
	src, err := picture.NewSource(bytes.NewReader(data), int64(len(data)), name)
	require.NoError(t, err)
	row, err := loaders.Sniff(src.Head(), filepath.Ext(name))
	require.NoError(t, err)
	pic, err := row.Open(src)
	require.NoError(t, err)
	want.Budget = picture.NewBudget(pic.Info().Need(want))
	frame, err := pic.Decode(context.Background(), want)
	require.NoError(t, err)
	return frame
}

// lend lends so many workers at once.
func lend(n int) picture.Spare {
	idle := make(chan struct{}, n)
	return func() (func(), bool) {
		select {
		case idle <- struct{}{}:
			return sync.OnceFunc(func() { <-idle }), true
		default:
			return nil, false
		}
	}
}
