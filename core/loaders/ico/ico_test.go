package ico_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/ico"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

var (
	red    = color.NRGBA{R: 255, A: 255}
	blue   = color.NRGBA{B: 255, A: 255}
	hidden = color.NRGBA{}
)

// bitmap describes an entry: rows from the lowest up.
type bitmap struct {
	width, height int
	depth         uint16
	palette       string
	rows, mask    string
	single        bool // the header does not count the mask
}

func (b bitmap) data() string {
	le := binary.LittleEndian
	head := make([]byte, 40)
	le.PutUint32(head, 40)
	le.PutUint32(head[4:], uint32(b.width))
	le.PutUint32(head[8:], uint32(2*b.height))
	if b.single {
		le.PutUint32(head[8:], uint32(b.height))
	}
	le.PutUint16(head[12:], 1)
	le.PutUint16(head[14:], b.depth)
	le.PutUint32(head[32:], uint32(len(b.palette)/4))
	return string(head) + b.palette + b.rows + b.mask
}

// directory returns a file of entries, of which sides are listed.
func directory(kind uint16, side byte, entries ...string) []byte {
	le := binary.LittleEndian
	file := le.AppendUint16(le.AppendUint16([]byte{0, 0}, kind), uint16(len(entries)))
	off := 6 + 16*len(entries)
	for _, e := range entries {
		file = append(file, side, side, 0, 0, 1, 0, 0, 0)
		file = le.AppendUint32(file, uint32(len(e)))
		file = le.AppendUint32(file, uint32(off))
		off += len(e)
	}
	return append(file, strings.Join(entries, "")...)
}

const palette = "\x00\x00\xff\x00\xff\x00\x00\x00" // red, blue

// depths are the same two pixels, red and blue, above a hidden one and a red one.
func depths() map[string]bitmap {
	const mask = "\x80\x00\x00\x00\x00\x00\x00\x00"
	return map[string]bitmap{
		"1 bit":   {width: 2, height: 2, depth: 1, palette: palette, rows: "\x00\x00\x00\x00\x40\x00\x00\x00", mask: mask},
		"4 bits":  {width: 2, height: 2, depth: 4, palette: palette, rows: "\x00\x00\x00\x00\x01\x00\x00\x00", mask: mask},
		"8 bits":  {width: 2, height: 2, depth: 8, palette: palette, rows: "\x00\x00\x00\x00\x00\x01\x00\x00", mask: mask},
		"16 bits": {width: 2, height: 2, depth: 16, rows: "\x00\x00\x00\x7c\x00\x7c\x1f\x00", mask: mask},
		"24 bits": {width: 2, height: 2, depth: 24, rows: "aaa\x00\x00\xff\x00\x00\x00\x00\xff\xff\x00\x00\x00\x00", mask: mask},
		"32 bits": {
			width: 2, height: 2, depth: 32,
			rows: "aaa\x00\x00\x00\xff\xff\x00\x00\xff\xff\xff\x00\x00\xff", mask: "\x00\x00\x00\x00\x00\x00\x00\x00",
		},
		"32 bits without alpha": {
			width: 2, height: 2, depth: 32,
			rows: "aaa\x00\x00\x00\xff\x00\x00\x00\xff\x00\xff\x00\x00\x00", mask: mask,
		},
	}
}

func TestMasks(t *testing.T) {
	t.Parallel()
	for name, b := range depths() {
		for _, kind := range []uint16{1, 2} {
			file := directory(kind, 2, b.data())
			require.True(t, ico.Match(file))
			got := loadertest.Pixels(t, ico.Open, file)
			if got[2].A == 0 {
				got[2] = hidden
			}
			require.Equal(t, []color.NRGBA{red, blue, hidden, red}, got, name)
		}
	}
}

func TestWithoutMaskItIsOpaque(t *testing.T) {
	t.Parallel()
	b := bitmap{width: 2, height: 2, depth: 8, palette: palette, rows: "\x01\x00\x00\x00\x00\x01\x00\x00", single: true}
	want := []color.NRGBA{red, blue, blue, red}
	require.Equal(t, want, loadertest.Pixels(t, ico.Open, directory(1, 2, b.data())))
	b.single = false
	require.Equal(t, want, loadertest.Pixels(t, ico.Open, directory(1, 2, b.data())), "it is cut off")
}

func TestDirectoriesThatAreWrong(t *testing.T) {
	t.Parallel()
	b := depths()["8 bits"]
	want := loadertest.Pixels(t, ico.Open, directory(1, 2, b.data()))
	require.Equal(t, want, loadertest.Pixels(t, ico.Open, directory(1, 4, b.data())), "the height counts the mask")
	short := directory(1, 2, b.data())
	short[14] = 50
	require.Equal(t, want, loadertest.Pixels(t, ico.Open, short), "the size is too small")
	deep := directory(1, 2, b.data())
	deep[13] = 9
	require.True(t, ico.Match(deep), "the depth is none")
}

// encoded returns a PNG of side×side pixels of one colour.
func encoded(t testing.TB, side int, c color.NRGBA) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		img.SetNRGBA(i%side, i/side, c)
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.String()
}

func TestTheLargestEntryIsShown(t *testing.T) {
	t.Parallel()
	small := depths()["8 bits"].data()
	large := encoded(t, 3, blue)
	file := directory(1, 0, small, large, small)
	pic, err := ico.Open(loadertest.Source(t, file, "a.ico"))
	require.NoError(t, err)
	info := pic.Info()
	require.Equal(t, []int{3, 3, 3}, []int{info.Width, info.Height, info.Pages})
	require.Equal(t, blue, loadertest.Pixels(t, ico.Open, file)[0])

	damaged := strings.Replace(large, "IHDR", "JHDR", 1)
	_, frame, err := loadertest.Decode(t, ico.Open, directory(1, 2, small, damaged), picture.Want{})
	require.NoError(t, err)
	require.Contains(t, frame.Notes[0], "the largest entry is damaged")
}

// animation returns an animated cursor.
func animation(first uint32, frames ...string) []byte {
	chunk := func(id, data string) string {
		pad := strings.Repeat("\x00", len(data)%2)
		return id + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + data + pad
	}
	list := "fram"
	for _, f := range frames {
		list += chunk("icon", f)
	}
	sequence := string(binary.LittleEndian.AppendUint32(nil, first))
	return []byte(chunk("RIFF", "ACON"+chunk("anih", strings.Repeat("\x00", 36))+chunk("seq ", sequence)+chunk("LIST", list)))
}

func TestAnAnimationShowsWhatItsSequenceBeginsWith(t *testing.T) {
	t.Parallel()
	one := string(directory(2, 1, encoded(t, 1, red)))
	two := string(directory(2, 1, encoded(t, 1, blue)))
	for first, want := range []color.NRGBA{red, blue, red} {
		require.Equal(t, want, loadertest.Pixels(t, ico.Open, animation(uint32(first), one, two))[0])
	}
	_, _, err := loadertest.Decode(t, ico.Open, animation(0), picture.Want{})
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	_, _, err = loadertest.Decode(t, ico.Open, animation(0, depths()["8 bits"].data()), picture.Want{})
	require.Equal(t, fault.Unsupported, fault.CodeOf(err))
}

func TestLoader(t *testing.T) {
	t.Parallel()
	cases := loadertest.CorpusCases(t, "ico", "cur", "ani")
	cases = append(cases, loadertest.Case{
		Name: "png", Data: directory(1, 0, encoded(t, 67, red)), Width: 67, Height: 67, NoGolden: true,
	})
	loadertest.Run(t, loadertest.Spec{Name: "ico", Open: ico.Open, Cases: cases})
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, filepath.Join("hostile", "ico")) {
		_, _, err := loadertest.Decode(t, ico.Open, c.Data, picture.Want{})
		require.Equal(t, fault.Corrupt, fault.CodeOf(err), "%s: %v", c.Name, err)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	whole := directory(1, 2, depths()["8 bits"].data())
	for name, c := range map[string]struct {
		file []byte
		code fault.Code
	}{
		"another type":    {directory(3, 2, depths()["8 bits"].data()), fault.Corrupt},
		"no entries":      {directory(1, 2), fault.Corrupt},
		"rows are cut":    {whole[:len(whole)-17], fault.Truncated},
		"an entry is cut": {whole[:30], fault.Truncated},
		"many chunks":     {[]byte("RIFF\xff\xff\xff\x7fACONLIST\xff\xff\xff\x7ffram" + strings.Repeat("icon\x00\x00\x00\x00", 1<<17)), fault.LimitCount},
		"a short header":  {directory(1, 2, strings.Repeat("\x0d\x00\x00\x00", 20)), fault.Corrupt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, ico.Open, c.file, picture.Want{})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestNothingElseMatches(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{
		"indices of a mesh": "\x00\x00\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00\x06\x00\x07\x00\x08\x00\x09\x00\x0a\x00\x0b\x00",
		"mpeg":              "\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
		"truetype":          "\x00\x01\x00\x00\x00\x0f\x00\x80\x00\x03\x00\x70GSUB\x20\x10\x20\x10",
		"zeros":             string(make([]byte, 64)),
		"a sound":           "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00",
	} {
		require.False(t, ico.Match([]byte(head)), name)
	}
}

func FuzzOpen(f *testing.F) {
	seeds := append(loadertest.CorpusSeeds("ico"), loadertest.CorpusSeeds("cur")...)
	for _, b := range depths() {
		seeds = append(seeds, directory(1, 2, b.data()))
	}
	seeds = append(seeds, directory(1, 2, encoded(f, 3, red)), animation(0, string(directory(2, 1, encoded(f, 1, red)))))
	loadertest.Fuzz(f, ico.Open, seeds...)
}
