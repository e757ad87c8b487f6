package metafile_test

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/codec/metafile"
	"apsync/core/colour"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/picture"
)

// side is that of the pictures of tests: 100 units are drawn ten times as large.
const side = 1000

// drawn returns what a metafile of 100×100 units shows.
func drawn(t *testing.T, data string) (*image.NRGBA, []string) {
	t.Helper()
	_, frame, err := loadertest.Decode(t, metafile.Open, []byte(data), picture.Want{Width: side, Height: side})
	require.NoError(t, err)
	shown, _ := colour.ToDisplay(frame.Image, frame.Space)
	require.Equal(t, side, shown.Rect.Dx())
	return shown, frame.Notes
}

// requireAt checks the colours at places of the hundred units: one letter each, for
// white, black, red, green, blue, yellow, cyan, or grey, which is anything between.
func requireAt(t *testing.T, img *image.NRGBA, want string) {
	t.Helper()
	names := map[color.NRGBA]string{
		{255, 255, 255, 255}: "w", {0, 0, 0, 255}: "k", {255, 0, 0, 255}: "r", {0, 255, 0, 255}: "g",
		{0, 0, 255, 255}: "b", {255, 255, 0, 255}: "y", {0, 255, 255, 255}: "c", {255, 0, 255, 255}: "m",
	}
	rows := strings.Fields(want)
	var got []string
	for j, row := range rows {
		line := ""
		for i := range row {
			x, y := (2*i+1)*side/(2*len(row)), (2*j+1)*side/(2*len(rows))
			name := names[img.NRGBAAt(x, y)]
			if name == "" {
				name = "?"
			}
			line += name
		}
		got = append(got, line)
	}
	require.Equal(t, rows, got)
}

func TestDrawings(t *testing.T) {
	t.Parallel()
	plainRed := choose(noPen) + brush(1, 0, red, 0)
	square := rec(43, longs(20, 20, 80, 80))
	star := rec(86, bounds, longs(8), words(0, 0, 100, 0, 100, 100, 0, 100, 0, 0, 75, 0, 75, 75, 0, 75))
	for name, c := range map[string]struct{ data, want string }{
		"rectangle":       {emf(100, 100, plainRed, square), "wwwww wrrrw wrrrw wrrrw wwwww"},
		"ellipse":         {emf(100, 100, plainRed, rec(42, longs(0, 0, 100, 100))), "wrrw rrrr rrrr wrrw"},
		"rounded":         {emf(100, 100, plainRed, rec(44, longs(0, 0, 100, 100, 90, 90))), "wrrrw rrrrr rrrrr rrrrr wrrrw"},
		"pie":             {emf(100, 100, plainRed, rec(47, longs(-100, -100, 200, 200, 200, 50, 50, -100))), "wr ww"},
		"pie clockwise":   {emf(100, 100, plainRed, rec(57, longs(2)), rec(47, longs(-100, -100, 200, 200, 200, 50, 50, -100))), "rw rr"},
		"chord":           {emf(100, 100, plainRed, rec(46, longs(-50, 0, 150, 100, 50, 0, 50, 100))), "rrww rrww"},
		"even and odd":    {emf(100, 100, plainRed, star), "wwwr wwwr wwwr rrrr"},
		"all windings":    {emf(100, 100, plainRed, rec(19, longs(2)), star), "rrrr rrrr rrrr rrrr"},
		"polypolygon":     {emf(100, 100, plainRed, rec(91, bounds, longs(2, 6, 3, 3), words(0, 0, 50, 0, 0, 50, 100, 100, 50, 100, 100, 50))), "rww www wwr"},
		"polygon of 32":   {emf(100, 100, plainRed, rec(3, bounds, longs(3, 0, 0, 100, 0, 0, 100))), "rr? rww ?ww"},
		"window":          {emf(100, 100, plainRed, rec(17, longs(8)), rec(9, longs(10, -10)), rec(10, longs(0, 10)), rec(11, longs(100, 100)), rec(43, longs(0, 0, 5, 5))), "ww rw"},
		"isotropic":       {emf(100, 100, plainRed, rec(17, longs(7)), rec(9, longs(10, 10)), rec(11, longs(100, 50)), rec(43, longs(0, 0, 10, 10))), "rw ww"},
		"millimetres":     {emf(100, 100, plainRed, rec(17, longs(2)), rec(43, longs(0, 0, 127, -127))), "rw ww"},
		"world":           {emf(100, 100, plainRed, rec(35, floats(0, 1, -1, 0, 100, 0)), rec(43, longs(0, 0, 50, 50))), "wr ww"},
		"world, left":     {emf(100, 100, plainRed, rec(35, floats(1, 0, 0, 1, 50, 0)), rec(36, floats(5, 0, 0, 5, 0, 0), longs(2)), rec(43, longs(0, 0, 10, 10))), "wr ww"},
		"saved":           {emf(100, 100, plainRed, rec(33), brush(2, 0, blue, 0), rec(34, longs(-1)), square), "wwwww wrrrw wrrrw wrrrw wwwww"},
		"clip":            {emf(100, 100, plainRed, rec(30, longs(0, 0, 50, 100)), square), "wwwww wrwww wrwww wrwww wwwww"},
		"clip away":       {emf(100, 100, plainRed, rec(29, longs(40, 40, 60, 60)), square), "wwwww wrrrw wrwrw wrrrw wwwww"},
		"clip by region":  {emf(100, 100, plainRed, rec(75, longs(64, 5, 32, 1, 2, 32, 0, 0, 100, 100), longs(0, 0, 40, 40), longs(60, 60, 100, 100)), square), "wwwww wrwww wwwww wwwrw wwwww"},
		"clip united":     {emf(100, 100, plainRed, rec(30, longs(0, 0, 40, 40)), rec(75, longs(48, 2, 32, 1, 1, 16, 0, 0, 100, 100), longs(60, 60, 100, 100)), square), "wwwww wrwww wwwww wwwrw wwwww"},
		"clip by path":    {emf(100, 100, plainRed, rec(59), rec(43, longs(0, 0, 50, 50)), rec(60), rec(67, longs(1)), square), "wwwww wrwww wwwww wwwww wwwww"},
		"path":            {emf(100, 100, plainRed, rec(59), rec(27, longs(0, 0)), rec(54, longs(100, 0)), rec(54, longs(0, 100)), rec(61), rec(60), rec(62, bounds)), "rr? rww ?ww"},
		"bezier":          {emf(100, 100, plainRed, rec(59), rec(27, longs(0, 100)), rec(88, bounds, longs(3), words(0, -20, 100, -20, 100, 100)), rec(61), rec(60), rec(62, bounds)), "ww?ww wrrrw rrrrr rrrrr rrrrr"},
		"line":            {emf(100, 100, pen(1, 0, 20, blue), rec(27, longs(0, 50)), rec(54, longs(100, 50))), "wwwww wwwww bbbbb wwwww wwwww"},
		"frame":           {emf(100, 100, choose(noBrush), pen(1, 0, 20, blue), rec(43, longs(10, 10, 90, 90))), "bbbbb bwwwb bwwwb bwwwb bbbbb"},
		"square end":      {emf(100, 100, rec(95, longs(1, 0, 0, 0, 0, 0x10100, 20, 0, green, 0, 0)), choose(1), rec(27, longs(36, 50)), rec(54, longs(64, 50))), "wwwww wwwww wgggw wwwww wwwww"},
		"flat end":        {emf(100, 100, rec(95, longs(1, 0, 0, 0, 0, 0x10200, 20, 0, green, 0, 0)), choose(1), rec(27, longs(36, 50)), rec(54, longs(64, 50))), "wwwww wwwww wwgww wwwww wwwww"},
		"mitre":           {emf(100, 100, rec(95, longs(1, 0, 0, 0, 0, 0x12000, 40, 0, green, 0, 0)), choose(1), choose(noBrush), rec(43, longs(20, 20, 180, 180))), "ggggg ggggg ggwww ggwww ggwww"},
		"dashes":          {emf(100, 100, rec(95, longs(1, 0, 0, 0, 0, 0x10207, 20, 0, green, 0, 2, 20, 20)), choose(1), rec(27, longs(0, 50)), rec(54, longs(100, 50))), "wwwww wwwww gwgwg wwwww wwwww"},
		"arc to":          {emf(100, 100, pen(1, 0, 10, blue), rec(27, longs(10, 50)), rec(41, longs(50, 50, 40), floats(180, -180))), "wbbbw bwwwb bwwwb wwwww wwwww"},
		"gradient":        {emf(100, 100, rec(118, bounds, longs(2, 1, 0), longs(0, 0), words(0xff00, 0, 0, 0), longs(100, 100), words(0xff00, 0, 0, 0), longs(0, 1))), "rr rr"},
		"triangle":        {emf(100, 100, rec(118, bounds, longs(3, 1, 2), longs(0, 0), words(0xff00, 0, 0, 0), longs(100, 0), words(0xff00, 0, 0, 0), longs(0, 100), words(0xff00, 0, 0, 0), longs(0, 1, 2))), "rr? rww ?ww"},
		"bitmap":          {emf(100, 100, stretched(0, 0, 100, 100, 0xcc0020, dib()), rec(15, longs(0, 0, red))), "r???g ????? ????? ????? b???w"},
		"bitmap mirrored": {emf(100, 100, stretched(100, 0, -100, 100, 0xcc0020, dib()), rec(15, longs(100, 100, red))), "g???r ????? ????? ????? w???b"},
		"bits combined":   {emf(100, 100, plainRed, rec(43, longs(0, 0, 100, 100)), stretched(0, 0, 100, 100, 0x660046, dib())), "ky mc"},
		"pattern inverts": {emf(100, 100, plainRed, rec(43, longs(0, 0, 100, 100)), blitted(76, 0, 0, 50, 100, 0x550009, 0, 0, "")), "cr cr"},
		"keyed":           {emf(100, 100, plainRed, rec(43, longs(0, 0, 100, 100)), blitted(116, 0, 0, 100, 100, blue, 2, 2, dib())), "rg rw"},
		"premultiplied":   {emf(100, 100, plainRed, rec(43, longs(0, 0, 100, 100)), blitted(114, 0, 0, 50, 100, 0x01ff0000, 4, 1, dib32(strings.Repeat("\x00", 8)+strings.Repeat("\x00\xff\x00\xff", 2)))), "rgrr rgrr"},
		"xor pen":         {emf(100, 100, plainRed, rec(43, longs(0, 0, 100, 100)), rec(20, longs(7)), brush(2, 0, 0xffff, 0), rec(43, longs(0, 0, 50, 100))), "gr gr"},
		"white pen":       {emf(100, 100, plainRed, rec(43, longs(0, 0, 100, 100)), rec(20, longs(16)), rec(43, longs(0, 0, 50, 100))), "wr wr"},
		"small text":      {emf(100, 100, font(1, -100, 0, 400, "Arial"), rec(24, longs(red)), rec(22, longs(24)), rec(108, longs(-10, 85, 1, 0x300, 1), floats(1, 1), "I")), "ww ww"},
		"wmf":             {wmf(100, 100, meta(0x02fa, words(5, 0, 0, 0, 0)), meta(0x02fc, words(0, 0xff, 0, 0)), meta(0x012d, words(0)), meta(0x012d, words(1)), meta(0x041b, words(80, 80, 20, 20))), "wwwww wrrrw wrrrw wrrrw wwwww"},
		"wmf in its window": {wmf(100, 100, meta(0x0103, words(8)), meta(0x020b, words(-10, 0)), meta(0x020c, words(20, 20)),
			meta(0x02fc, words(0, 0xff, 0, 0)), meta(0x012d, words(0)), meta(0x061d, words(0x21, 0xf0, 10, 10, 0, 0))), "ww rw"},
		"places are used again": {wmf(100, 100, meta(0x02fc, words(0, 0xff, 0, 0)), meta(0x01f0, words(0)), meta(0x02fc, words(0, 0xff00, 0, 0)), meta(0x012d, words(0)), meta(0x061d, words(0x21, 0xf0, 100, 100, 0, 0))), "gg gg"},
		"wmf region":            {wmf(100, 100, meta(0x02fc, words(0, 0xff, 0, 0)), meta(0x06ff, words(0, 6, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 50, 0, 50, 2)), meta(0x0228, words(1, 0))), "rw ww"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img, notes := drawn(t, c.data)
			require.Empty(t, notes)
			requireAt(t, img, c.want)
		})
	}
}

// inked returns the box of what is not white, in units.
func inked(img *image.NRGBA) image.Rectangle {
	var box image.Rectangle
	for y := range side {
		for x := range side {
			if img.NRGBAAt(x, y) != (color.NRGBA{255, 255, 255, 255}) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return image.Rect(box.Min.X/10, box.Min.Y/10, box.Max.X/10, box.Max.Y/10)
}

func TestText(t *testing.T) {
	t.Parallel()
	clear := rec(18, longs(1))
	base := rec(22, longs(24))
	for _, c := range []struct {
		name   string
		data   string
		within image.Rectangle // of the ink
		least  image.Point
	}{
		{"top", emf(100, 100, clear, font(1, -50, 0, 400, "Arial"), written(10, 10, "HH")), image.Rect(10, 10, 95, 60), image.Pt(50, 30)},
		{"base line", emf(100, 100, clear, base, font(1, -50, 0, 700, "Arial"), written(10, 60, "HH")), image.Rect(10, 20, 95, 61), image.Pt(50, 30)},
		{"right", emf(100, 100, clear, rec(22, longs(26)), font(1, -50, 0, 400, "Times"), written(90, 60, "H")), image.Rect(40, 20, 91, 61), image.Pt(20, 30)},
		{"centred", emf(100, 100, clear, rec(22, longs(30)), font(1, -50, 0, 400, "Times"), written(50, 60, "H")), image.Rect(30, 20, 70, 61), image.Pt(20, 30)},
		{"distances", emf(100, 100, clear, base, font(1, -20, 0, 400, "Arial"), written(0, 60, "HHH", 40, 40, 20)), image.Rect(0, 40, 100, 61), image.Pt(85, 10)},
		{"upwards", emf(100, 100, clear, base, font(1, -50, 900, 400, "Arial"), written(60, 90, "HH")), image.Rect(20, 5, 61, 90), image.Pt(30, 50)},
		{"mirrored axes do not mirror", emf(100, 100, clear, base, rec(17, longs(8)), rec(9, longs(100, -100)), rec(11, longs(100, 100)), font(1, -50, 0, 400, "Arial"), written(10, -60, "LL")), image.Rect(10, 20, 95, 61), image.Pt(40, 30)},
		{"wmf", wmf(100, 100, meta(0x0102, words(1)), meta(0x02fb, words(-50, 0, 0, 0, 400, 0, 0, 0, 0), "Arial\x00"), meta(0x012d, words(0)), meta(0x0a32, words(10, 10, 2, 0), "HH", words(40, 40))), image.Rect(10, 10, 95, 60), image.Pt(50, 30)},
		{"wmf plainly", wmf(100, 100, meta(0x0102, words(1)), meta(0x02fb, words(-50, 0, 0, 0, 400, 0, 0, 0, 0), "Courier\x00"), meta(0x012d, words(0)), meta(0x0521, words(1), "H\x00", words(10, 10))), image.Rect(10, 10, 95, 60), image.Pt(20, 30)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			img, notes := drawn(t, c.data)
			require.Empty(t, notes)
			ink := inked(img)
			require.True(t, ink.In(c.within), "%v within %v", ink, c.within)
			require.GreaterOrEqual(t, ink.Dx(), c.least.X)
			require.GreaterOrEqual(t, ink.Dy(), c.least.Y)
		})
	}
}

func TestNotesTellWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	square := choose(noPen) + brush(1, 0, red, 0) + rec(43, longs(20, 20, 80, 80))
	flood := rec(53, longs(1, 1, red, 0))
	for name, c := range map[string]struct{ data, note string }{
		"a flood":            {emf(100, 100, square, flood, flood), "2 records that are of kinds that are not drawn"},
		"a record too short": {emf(100, 100, square, rec(43, longs(1))), "1 records that are damaged"},
		"a bad restore":      {emf(100, 100, square, rec(34, longs(-3))), "1 records that are damaged"},
		"cut":                {emf(100, 100, square, rec(43, longs(0, 0, 1, 1)))[:196], "damaged"},
		"letters":            {emf(100, 100, square, written(0, 0, "中")), "1 characters are shown as boxes"},
		"a broken bitmap":    {emf(100, 100, square, stretched(0, 0, 9, 9, 0xcc0020, "x"+dib()[1:])), "1 records that are damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, notes := drawn(t, c.data)
			require.Len(t, notes, 1)
			require.Contains(t, notes[0], c.note)
		})
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	line := meta(0x0214, words(0, 0)) + meta(0x0213, words(40, 80))
	bitmap := stretched(0, 0, 100, 100, 0xcc0020, dib())
	for name, c := range map[string]struct {
		data   string
		w, h   int
		vector bool
	}{
		"a frame":       {emf(100, 50, rec(54, longs(9, 9))), 512, 256, true},
		"placeable":     {wmf(100, 400, line), 128, 512, true},
		"a window":      {plain(meta(0x020c, words(100, 300)), line), 512, 171, true},
		"what is drawn": {plain(line), 512, 259, true},
		"a lone bitmap": {emf(100, 100, bitmap), 2, 2, false},
		"two bitmaps":   {emf(100, 100, bitmap, bitmap), 512, 512, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info, _, err := loadertest.Decode(t, metafile.Open, []byte(c.data), picture.Want{})
			require.NoError(t, err)
			require.Equal(t, []any{c.w, c.h, c.vector}, []any{info.Width, info.Height, info.Vector})
		})
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(rec(33), 1025)
	areas := strings.Repeat(rec(29, longs(1, 1, 2, 2)), 300)
	fills := strings.Repeat(rec(43, longs(0, 0, 100, 100)), 700)
	line := rec(54, longs(100, 100))
	for _, c := range []struct {
		name, data string
		code       fault.Code
	}{
		{"nothing", emf(100, 100), fault.NoPicture},
		{"nothing of 16 bits", plain(), fault.NoPicture},
		{"saved too often", emf(100, 100, line, many), fault.LimitDepth},
		{"clipped too often", emf(100, 100, line, areas), fault.LimitDepth},
		{"drawn over and over", emf(100, 100, fills), fault.LimitCount},
		{"an object far off", emf(100, 100, line, brush(70000, 0, 0, 0)), fault.LimitCount},
		{"neither", strings.Repeat("metafile", 20), fault.Corrupt},
		{"empty", "", fault.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := loadertest.Decode(t, metafile.Open, []byte(c.data), picture.Want{Width: 1600, Height: 1600})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
		})
	}
}
