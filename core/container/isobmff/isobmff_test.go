package isobmff_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/isobmff"
	"apsync/core/fault"
)

// box returns a box with a size of 32 bits.
func box(kind string, data ...string) string {
	all := strings.Join(data, "")
	return u32(len(all)+8) + kind + all
}

// long returns a box with a size of 64 bits.
func long(kind, data string) string {
	return u32(1) + kind + u32(0) + u32(len(data)+16) + data
}

func u32(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

func zeros(n int) string { return strings.Repeat("\x00", n) }

func file(data string) *isobmff.File {
	return isobmff.New(strings.NewReader(data), int64(len(data)))
}

const extended = "85c0b687820f11e08111f4ce462b6a48"

func uuid() string { return "\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48" }

func TestBoxesAreFoundByTheirPath(t *testing.T) {
	t.Parallel()
	hdlr := box("hdlr", zeros(8), "mdir", zeros(12))
	data := box("ftyp", "M4A ", u32(0)) +
		box("moov",
			box("udta", box("name", "first")),
			box("udta",
				box("meta", u32(0), hdlr, box("ilst", box("covr", "ISO"))),
				box("meta", hdlr, box("ilst", box("covr", "QuickTime"))),
				u32(0)),
			box("uuid", uuid(), box("CMT1", "Exif"))) +
		long("moof", box("mfhd", "long")) +
		u32(0) + "uuid" + uuid() + "to the end"
	f := file(data)
	for _, c := range []struct{ path, want string }{
		{"ftyp", "M4A " + u32(0)},
		{"moov/udta/name", "first"},
		{"moov/udta/meta/ilst/covr", "ISO QuickTime"},
		{"moov/" + extended + "/CMT1", "Exif"},
		{"moof/mfhd", "long"},
		{extended, "to the end"},
		{"moov/udta/meta/covr", ""},
		{"mdat", ""},
	} {
		var got []string
		for found, err := range f.All(f.Root(), c.path) {
			require.NoError(t, err, c.path)
			require.False(t, found.Cut)
			data, err := f.Bytes(found, 100)
			require.NoError(t, err)
			got = append(got, string(data))
		}
		require.Equal(t, c.want, strings.Join(got, " "), c.path)
		found, ok, err := f.Find(f.Root(), c.path)
		require.NoError(t, err)
		require.Equal(t, c.want != "", ok)
		if ok {
			require.Equal(t, got[0], data[found.Off:found.End()])
		}
	}
}

func TestBoxesBehindNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, data, path string }{
		{"stsd", box("stsd", u32(0), u32(1), box("avc1")), "stsd/avc1"},
		{"iref", box("iref", u32(0), box("thmb")), "iref/thmb"},
		{"ipro", box("ipro", u32(0), "\x00\x01", box("sinf")), "ipro/sinf"},
		{"iinf of version 0", box("iinf", u32(0), "\x00\x01", box("infe")), "iinf/infe"},
		{"iinf of version 1", box("iinf", u32(1<<24), u32(1), box("infe")), "iinf/infe"},
	} {
		f := file(c.data)
		_, ok, err := f.Find(f.Root(), c.path)
		require.NoError(t, err, c.name)
		require.True(t, ok, c.name)
	}
}

func TestFullBoxes(t *testing.T) {
	t.Parallel()
	f := file(box("pitm", u32(2<<24|5), "ab") + box("pitm", "a"))
	var errs []error
	for b, err := range f.Boxes(f.Root()) {
		require.NoError(t, err)
		full, err := f.Full(b)
		errs = append(errs, err)
		if err == nil {
			require.Equal(t, uint8(2), full.Version)
			require.Equal(t, uint32(5), full.Flags)
			require.Equal(t, int64(2), full.Box.Size)
		}
	}
	require.Len(t, errs, 2)
	require.Equal(t, fault.Truncated, fault.CodeOf(errs[1]))
}

func TestWhatClaimsTooMuchIsCut(t *testing.T) {
	t.Parallel()
	f := file(box("free") + u32(100) + "mdat" + "rest")
	var kinds []string
	for b, err := range f.Boxes(f.Root()) {
		require.NoError(t, err)
		kinds = append(kinds, b.Type)
		if b.Cut {
			require.Equal(t, int64(4), b.Size)
			_, err := f.Bytes(b, 100)
			require.Equal(t, fault.Truncated, fault.CodeOf(err))
		}
	}
	require.Equal(t, []string{"free", "mdat"}, kinds)
	f = file(box("mdat", "rest"))
	mdat, ok, err := f.Find(f.Root(), "mdat")
	require.NoError(t, err)
	require.True(t, ok)
	_, err = f.Bytes(mdat, 3)
	require.Equal(t, fault.LimitMemory, fault.CodeOf(err))
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	deep := "x"
	for range 40 {
		deep = box("moov", deep)
	}
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"a size below the header", u32(7) + "moov", fault.Corrupt},
		{"a long size below the header", u32(1) + "moov" + u32(0) + u32(15), fault.Corrupt},
		{"a long size without room", u32(1) + "moov", fault.Corrupt},
		{"a uuid without room", u32(12) + "uuid" + zeros(20), fault.Corrupt},
		{"many boxes", strings.Repeat(box("free"), 70_000), fault.LimitCount},
		{"deep boxes", deep, fault.LimitDepth},
	} {
		f := file(c.data)
		_, _, err := f.Find(f.Root(), strings.Repeat("moov/", 39)+"mdat")
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", c.name, err)
	}
}

func trak(handler, entry, sizes, offsets string) string {
	return box("trak", box("mdia", box("hdlr", zeros(8), handler, zeros(13)),
		box("minf", box("stbl", box("stsd", u32(0), u32(1), entry), sizes, offsets))))
}

func TestTracksTellTheirFirstSample(t *testing.T) {
	t.Parallel()
	visual := box("jpeg", zeros(24), "\x02\x80\x01\xe0", zeros(50), box("colr"))
	for _, c := range []struct {
		name, data string
		want       isobmff.Track
	}{
		{
			"32 bits", trak("vide", visual, box("stsz", zeros(8), u32(2), u32(70), u32(80)), box("stco", u32(0), u32(1), u32(500))),
			isobmff.Track{Handler: "vide", Width: 640, Height: 480, Samples: 2, First: isobmff.Extent{Off: 500, Size: 70}},
		},
		{
			"64 bits, all of one size", trak("vide", visual, box("stsz", u32(0), u32(9), u32(2)), box("co64", u32(0), u32(1), u32(1), u32(4))),
			isobmff.Track{Handler: "vide", Width: 640, Height: 480, Samples: 2, First: isobmff.Extent{Off: 1<<32 + 4, Size: 9}},
		},
		{
			"compact sizes", trak("vide", visual, box("stz2", u32(0), u32(16), u32(1), "\x01\x02"), box("stco", u32(0), u32(0))),
			isobmff.Track{Handler: "vide", Width: 640, Height: 480, Samples: 1, First: isobmff.Extent{Size: 258}},
		},
		{
			"fragments of sound", trak("soun", visual, box("stsz", zeros(12)), box("stco", zeros(8))),
			isobmff.Track{Handler: "soun"},
		},
	} {
		f := file(box("moov", c.data))
		found, ok, err := f.Find(f.Root(), "moov/trak")
		require.NoError(t, err)
		require.True(t, ok)
		got, err := f.Track(found)
		require.NoError(t, err)
		require.Equal(t, "jpeg", got.Entry.Type)
		_, ok, err = f.Find(got.VisualBoxes(), "colr")
		require.NoError(t, err)
		require.True(t, ok)
		got.Entry = isobmff.Box{}
		require.Equal(t, c.want, got, c.name)
	}
}

func FuzzTrack(f *testing.F) {
	f.Add([]byte(box("moov", trak("vide", box("avc1", zeros(78)), box("stsz", zeros(12)), box("stco", zeros(8))))))
	f.Add([]byte(box("meta", u32(0), box("hdlr"), box("iinf", u32(0), "\x00\x01", box("infe"))) + long("uuid", uuid())))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := isobmff.New(bytes.NewReader(data), int64(len(data)))
		visit(t, file, file.Root())
	})
}

// visit walks all boxes as if all held others.
func visit(t *testing.T, f *isobmff.File, within isobmff.Box) {
	for b, err := range f.Boxes(within) {
		if err != nil {
			require.NotEqual(t, fault.Internal, fault.CodeOf(err))
			return
		}
		require.GreaterOrEqual(t, b.Off, within.Off)
		require.LessOrEqual(t, b.End(), within.End())
		require.GreaterOrEqual(t, b.Size, int64(0))
		_, err := f.Track(b)
		require.NotEqual(t, fault.Internal, fault.CodeOf(err))
		visit(t, f, b)
	}
}
