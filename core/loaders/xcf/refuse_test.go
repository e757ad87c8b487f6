package xcf_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/xcf"
	"apsync/core/picture"
)

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := func(change func(f *file)) []byte {
		f := file{version: 11, w: 2, h: 2, compression: 1, layers: []layer{{w: 2, h: 2, pixel: even(red[:3]...)}}}
		if change != nil {
			change(&f)
		}
		return f.bytes()
	}
	with := func(off int, b ...byte) []byte {
		data := whole(nil)
		copy(data[off:], b)
		return data
	}
	var many []layer
	for range 9000 {
		many = append(many, layer{})
	}
	deep := make([]int64, 100)
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"a cut header", whole(nil)[:20], fault.Truncated},
		{"a strange version", with(9, 'w'), fault.Corrupt},
		{"CinePaint", with(9, 'v', '1', '0', '0'), fault.Unsupported},
		{"no width", with(14, 0, 0, 0, 0), fault.Corrupt},
		{"a large canvas", with(14, 0, 8, 0, 0, 0, 8, 0, 0), fault.LimitPixels},
		{"another mode", with(25, 3), fault.Unsupported},
		{"another precision", with(29, 151), fault.Unsupported},
		{"another compression", whole(func(f *file) { f.compression = 3 }), fault.Unsupported},
		{"indices of two bytes", whole(func(f *file) { f.mode, f.precision, f.layers = 2, 250, nil }), fault.Corrupt},
		{"no layers", whole(func(f *file) { f.layers = nil }), fault.NoPicture},
		{"too many layers", whole(func(f *file) { f.layers = many }), fault.LimitCount},
		{"groups in groups", whole(func(f *file) { f.layers[0].properties = []property{words(propPath, deep...)} }), fault.LimitDepth},
		{"a layer beyond the file", with(47, 1), fault.Corrupt},
		{"a layer that is its own hierarchy", layerAsHierarchy(whole(nil)), fault.Corrupt},
		{"tiles that are cut", whole(nil)[:len(whole(nil))-3], fault.Truncated},
		{"many levels on one table", overlapping(), fault.LimitExpansion},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, xcf.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

// layerAsHierarchy points the only layer's hierarchy to the layer itself.
func layerAsHierarchy(data []byte) []byte {
	at := binary.BigEndian.Uint64(data[47:])
	// Its size and type, its name, one property of 16 bytes and the last one.
	binary.BigEndian.PutUint64(data[at+12+12+16+8:], at)
	return data
}

// overlapping returns a file of many layers that are one.
func overlapping() []byte {
	f := file{version: 11, w: 4096, h: 4096, compression: 1}
	f.layers = []layer{{w: 4096, h: 4096, pixel: even(0, 0, 0)}}
	for range 1000 {
		f.layers = append(f.layers, layer{w: 1, h: 1, alpha: true})
	}
	data := f.bytes()
	for i := range 1000 {
		copy(data[47+8*(i+1):], data[47:55])
	}
	return data
}
