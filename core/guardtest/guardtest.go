// Package guardtest lays the slices of a test against memory that must not be touched:
// whatever reads or writes a byte beyond their end, or before their beginning, fails the
// test. Go checks its indices; this is for what does not, loops in assembly.
//
// Where the system cannot protect pages, only what is written beside a slice is found.
package guardtest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"testing"
	"unsafe"
)

// Edge is where a slice lies.
type Edge bool

const (
	Start Edge = false // nothing before it can be touched
	End   Edge = true  // nothing behind it can be touched
)

// Edges are both.
var Edges = [...]Edge{Start, End}

func (e Edge) String() string {
	if e == End {
		return "at the end"
	}
	return "at the start"
}

// blank is what lies beside slices.
const blank = 0xa5

// Pages are memory between two pages that cannot be touched. One slice at a time lies
// in them.
type Pages struct {
	all      []byte
	from, to int // of the slice
}

// New returns pages for slices of up to size bytes, until the test ends.
func New(t testing.TB, size int) *Pages {
	t.Helper()
	p := &Pages{all: protected(t, size)}
	wipe(p.all)
	return p
}

func wipe(b []byte) {
	for i := range b {
		b[i] = blank
	}
}

// Number is what slices are of.
type Number interface {
	~uint8 | ~int16 | ~uint16 | ~int32 | ~uint32 | ~uint64 | ~float32
}

// Slice returns n elements at an edge, instead of the slice before, all of whose bytes
// are 0xa5. Its capacity is its length.
func Slice[T Number](p *Pages, at Edge, n int) []T {
	wipe(p.all[p.from:p.to])
	size := n * int(unsafe.Sizeof(T(0)))
	p.from, p.to = 0, size
	if at == End {
		p.from, p.to = len(p.all)-size, len(p.all)
	}
	if n == 0 {
		return []T{}
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&p.all[p.from:p.to][0])), n)
}

// Copy returns a slice with the elements of another.
func Copy[T Number](p *Pages, at Edge, from []T) []T {
	s := Slice[T](p, at, len(from))
	copy(s, from)
	return s
}

// Intact fails the test where anything beside the slice was written.
func (p *Pages) Intact(t testing.TB, what ...any) {
	t.Helper()
	for _, beside := range [][]byte{p.all[:p.from], p.all[p.to:]} {
		if n := len(beside) - bytes.Count(beside, []byte{blank}); n > 0 {
			t.Fatalf("%s: %d bytes beside the slice are written", fmt.Sprint(what...), n)
		}
	}
}

// Call calls f, and fails the test where that touches what it must not.
func Call(t testing.TB, f func(), what ...any) {
	t.Helper()
	if r := caught(f); r != nil {
		t.Fatalf("%s: %v", fmt.Sprint(what...), r)
	}
}

// Refuses calls f, which has too little room, and fails the test where f does not panic
// or where it panics only because it touches what it must not: a look at lengths has to
// come before.
func Refuses(t testing.TB, f func(), what ...any) {
	t.Helper()
	r := caught(f)
	if r == nil {
		t.Fatalf("%s: too little room is not noticed", fmt.Sprint(what...))
	}
	if fault, ok := r.(interface{ Addr() uintptr }); ok {
		t.Fatalf("%s: %v at %#x", fmt.Sprint(what...), r, fault.Addr())
	}
}

// caught returns with what f panics, if it does.
func caught(f func()) (r any) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() { r = recover() }()
	f()
	return nil
}

// Noise returns a slice of n elements of random bits.
func Noise[T Number](p *Pages, at Edge, n int, random *rand.Rand) []T {
	s := Slice[T](p, at, n)
	b := bytesOf(s)
	for ; len(b) >= 8; b = b[8:] {
		binary.NativeEndian.PutUint64(b, random.Uint64())
	}
	for i := range b {
		b[i] = uint8(random.Uint32())
	}
	return s
}

// Same fails the test where two slices are not of the same bits.
func Same[T Number](t testing.TB, want, got []T, what ...any) {
	t.Helper()
	if !bytes.Equal(bytesOf(want), bytesOf(got)) {
		t.Fatalf("%s:\n got %v\nwant %v", fmt.Sprint(what...), got, want)
	}
}

func bytesOf[T Number](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(T(0))))
}
