package unity_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/unity"
	"apsync/core/picture"
)

func TestLoader(t *testing.T) {
	t.Parallel()
	loadertest.Run(t, loadertest.Spec{Name: "unity", Open: unity.Open, Cases: []loadertest.Case{
		{Name: "one", Data: pack(t, asset("Assets/Rock.prefab", 64, 48)), Width: 64, Height: 48, NoGolden: true},
		{Name: "several", Data: pack(t, asset("a.cs", 0, 0), asset("a.png", 32, 32), asset("b.mat", 40, 30)), Width: 40, Height: 30, NoGolden: true},
	}})
}

// member is a part of a package.
type member struct {
	name string
	data []byte
}

// asset is an asset of a path, with a preview of a width and height other than 0; # in
// the members' names becomes its GUID.
func asset(path string, w, h int) []member {
	members := []member{
		{"#/", nil}, {"#/asset", make([]byte, 3000)}, {"#/asset.meta", []byte("guid")}, {"#/pathname", []byte(path + "\n00")},
	}
	if w > 0 {
		members = append(members, member{"#/preview.png", drawn(w, h)})
	}
	return members
}

func drawn(w, h int) []byte {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(2 * i)
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// pack writes a package.
func pack(t testing.TB, assets ...[]member) []byte {
	t.Helper()
	var b bytes.Buffer
	compressed := gzip.NewWriter(&b)
	archive := tar.NewWriter(compressed)
	for i, members := range assets {
		for _, m := range members {
			header := &tar.Header{Name: m.name, Size: int64(len(m.data)), Mode: 0o644, Typeflag: tar.TypeReg}
			if m.name[0] == '#' {
				header.Name = fmt.Sprintf("%032x%s", i, m.name[1:])
			}
			if m.data == nil {
				header.Typeflag = tar.TypeDir
			}
			require.NoError(t, archive.WriteHeader(header))
			_, err := archive.Write(m.data)
			require.NoError(t, err)
		}
	}
	require.NoError(t, archive.Close())
	require.NoError(t, compressed.Close())
	return b.Bytes()
}

func TestTheMostUsefulPreviewIsShownAndNamed(t *testing.T) {
	t.Parallel()
	own := []member{{".icon.png", drawn(99, 99)}}
	for _, c := range []struct {
		name   string
		assets [][]member
		width  int
		says   string
	}{
		{"a prefab before all else", [][]member{asset("a.png", 64, 64), asset("b.mat", 63, 63), asset("c.prefab", 10, 10), asset("d.prefab", 20, 20)}, 10, "c.prefab"},
		{"a model before a material", [][]member{asset("a.mat", 64, 64), asset("Assets/Größe/b.FBX", 10, 10)}, 10, "Größe/b.FBX"},
		{"a material before a texture", [][]member{asset("a.psd", 64, 64), asset("b.mat", 10, 10)}, 10, "b.mat"},
		{"the largest texture", [][]member{asset("a.png", 10, 10), asset("b.png", 20, 20), asset("c.png", 20, 19)}, 20, "b.png"},
		{"the package's own", [][]member{own, asset("a.prefab", 10, 10)}, 99, ""},
		{"the package's own behind another", [][]member{asset("a.png", 10, 10), own}, 99, ""},
		{"with a dot before", [][]member{{{"./abc/preview.png", drawn(10, 10)}, {"./abc/pathname", []byte("z.asset")}}}, 10, "z.asset"},
		{"the only one that is a picture", [][]member{{{"#/pathname", []byte("a.prefab")}, {"#/preview.png", []byte("none")}}, asset("b.cs", 10, 10)}, 10, "b.cs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, frame, err := loadertest.Decode(t, unity.Open, pack(t, c.assets...), picture.Want{})
			require.NoError(t, err)
			require.Equal(t, c.width, info.Width)
			require.Contains(t, frame.Notes[0], fmt.Sprintf("%d by", c.width))
			if c.says == "" {
				require.Len(t, frame.Notes, 1)
			} else {
				require.Contains(t, frame.Notes[1], c.says)
			}
		})
	}
}

func TestALargePackageIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	large := asset("large.bin", 0, 0)
	large[1].data = make([]byte, 65<<20)
	data := pack(t, asset("a.png", 10, 10), large, asset("b.prefab", 20, 20))
	info, _, err := loadertest.Decode(t, unity.Open, data, picture.Want{})
	require.NoError(t, err)
	require.Equal(t, 10, info.Width, "the best of the beginning")
}

func TestADamagedEndLeavesThePreview(t *testing.T) {
	t.Parallel()
	data := pack(t, asset("a.png", 10, 10), asset("b.png", 9, 9))
	_, frame, err := loadertest.Decode(t, unity.Open, data[:len(data)-60], picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[2], "damaged")
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := pack(t, asset("a.prefab", 10, 10))
	var text bytes.Buffer
	w := gzip.NewWriter(&text)
	_, _ = w.Write(bytes.Repeat([]byte("no archive"), 100))
	_ = w.Close()
	bomb := asset("zeros", 0, 0)
	bomb[1].data = make([]byte, 257<<20)
	for _, c := range []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"no preview", pack(t, asset("a.cs", 0, 0)), fault.NoPicture},
		{"previews elsewhere", pack(t, []member{{"a/b/preview.png", drawn(9, 9)}, {"preview.png", drawn(9, 9)}}), fault.NoPicture},
		{"a preview that is too large", pack(t, []member{{"#/preview.png", make([]byte, 2<<20)}}), fault.NoPicture},
		{"an empty package", pack(t), fault.NoPicture},
		{"an end in the archive", whole[:100], fault.Truncated},
		{"an end in the header", whole[:5], fault.Truncated},
		{"no gzip", []byte("another file"), fault.Corrupt},
		{"no archive", text.Bytes(), fault.Corrupt},
		{"a large package without previews", pack(t, bomb), fault.LimitExpansion},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, unity.Open, c.data, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func FuzzOpen(f *testing.F) {
	loadertest.Fuzz(
		f, unity.Open,
		pack(f, asset("a.prefab", 10, 10)),
		pack(f, asset("a.cs", 0, 0), asset("b.mat", 8, 8), []member{{".icon.png", drawn(9, 9)}}),
	)
}

func BenchmarkDecode(b *testing.B) {
	large := asset("large.fbx", 0, 0)
	large[1].data = make([]byte, 32<<20)
	data := pack(b, large, asset("a.png", 128, 128))
	b.Run("32 MiB of assets", func(b *testing.B) {
		for range b.N {
			_, _, err := loadertest.Decode(b, unity.Open, data, picture.Want{Width: 128, Height: 128})
			require.NoError(b, err)
		}
	})
}
