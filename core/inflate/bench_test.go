package inflate_test

import (
	"bytes"
	"compress/flate"
	"io"
	"testing"

	"apsync/core/inflate"
)

func BenchmarkDecode(b *testing.B) {
	for name, data := range samples() {
		if len(data) < 200_000 {
			continue
		}
		packed := zlibbed(b, data)
		b.Run(name+"/reader", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			r := inflate.NewReader(bytes.NewReader(packed), inflate.Zlib)
			for b.Loop() {
				r.Reset(bytes.NewReader(packed), inflate.Zlib)
				if _, err := io.Copy(io.Discard, r); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/at once", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			dst := make([]byte, len(data))
			for b.Loop() {
				if _, err := inflate.Inflate(dst, packed, inflate.Unchecked); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/standard library", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := io.Copy(io.Discard, flate.NewReader(bytes.NewReader(packed[2:]))); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
