package psd

import (
	"encoding/binary"
	"math"
)

// readSolidColour reads the colour of a fill layer (Solid Color Sheet Setting), or nil
// where it is none of the document's usual ones. The descriptor that holds it is not
// taken apart: its numbers stand behind their keys.
func readSolidColour(w *walker) *[4]float32 {
	const longest = 4096
	data := w.bytes(int(min(w.left(), longest)))
	fill := &[4]float32{}
	for _, model := range []struct {
		keys  []string
		whole float64
		ink   bool
	}{
		{[]string{"Rd  ", "Grn ", "Bl  "}, 255, false},
		{[]string{"Gry "}, 100, true},
		{[]string{"Cyn ", "Mgnt", "Ylw ", "Blck"}, 100, true},
	} {
		found := 0
		for i, key := range model.keys {
			v, ok := numberOf(data, key)
			if !ok {
				break
			}
			v = min(max(v/model.whole, 0), 1)
			if model.ink {
				v = 1 - v
			}
			fill[i] = float32(v)
			found++
		}
		if found == len(model.keys) {
			return fill
		}
	}
	return nil
}

// numberOf returns the number that stands behind a key of a descriptor.
func numberOf(data []byte, key string) (float64, bool) {
	key += "doub"
	for i := 0; i+len(key)+8 <= len(data); i++ {
		if string(data[i:i+len(key)]) == key {
			v := math.Float64frombits(binary.BigEndian.Uint64(data[i+len(key):]))
			return v, v == v
		}
	}
	return 0, false
}
