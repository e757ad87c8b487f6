// Package loadertest is what every loader must pass: pictures as they should be,
// shrunk pictures like full ones, and no harm from files that are cut, damaged or
// lying. A loader's own test names its cases and adds what is peculiar to it.
package loadertest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/raster"
)

// Open is a loader's entry.
type Open func(src *picture.Source) (picture.Picture, error)

// Case is a file that must yield a picture.
type Case struct {
	Name string // unique in the loader; names the golden
	Data []byte // the file
	// Width, Height and Orientation are what Info must say; sizes of 0 are not
	// compared, an Orientation of 0 means upright.
	Width, Height int
	Orientation   picture.Orientation
	// NoGolden leaves out the comparison with the picture in tests/golden, for
	// files whose pixels the loader's own test checks.
	NoGolden bool
}

// Spec is a loader with its cases.
type Spec struct {
	Name  string // the loader's name in the table
	Open  Open
	Cases []Case
}

// budget is what one decode of a test may take, in bytes.
const budget = 256 << 20

// maxTime bounds one damaged file's decode, as a stopwatch shares it out: far above
// what any needs, so that a slow machine does not fail the test and a hang does.
const maxTime = 30 * time.Second

// Run tests the loader with every case. With the race detector it looks at no pixels
// and tries less damage: what runs side by side is the matter then.
func Run(t *testing.T, spec Spec) {
	t.Helper()
	for _, c := range spec.Cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			testGolden(t, spec, c)
			if !racing {
				testShrunk(t, spec, c)
			}
			testTruncated(t, spec, c)
			testMutations(t, spec, c)
			testConcurrent(t, spec, c)
		})
	}
}

// Source returns data as a file of that name.
func Source(tb testing.TB, data []byte, name string) *picture.Source {
	tb.Helper()
	src, err := picture.NewSource(bytes.NewReader(data), int64(len(data)), name)
	require.NoError(tb, err)
	return src
}

// CorpusCases returns a case for every file below the given folders of the
// corpus, which lies beside the repository; it skips the test where that is
// absent.
func CorpusCases(t *testing.T, folders ...string) []Case {
	t.Helper()
	var cases []Case
	for _, folder := range folders {
		root := filepath.Join(Corpus(t), folder)
		entries, err := os.ReadDir(root)
		require.NoError(t, err)
		for _, entry := range entries {
			data, err := os.ReadFile(filepath.Join(root, entry.Name()))
			require.NoError(t, err)
			cases = append(cases, Case{Name: entry.Name(), Data: data})
		}
	}
	return cases
}

// Corpus returns the folder of real files that lies beside the repository, or
// skips the test where there is none. APSYNC_CORPUS names another place.
func Corpus(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("APSYNC_CORPUS")
	if dir == "" {
		dir = filepath.Join(Root(), "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		tb.Skipf("the corpus of real files is not beside the repository: %v", err)
	}
	return dir
}

// Root returns the repository's folder.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// Decode opens data and decodes it for a want, checking what every decode owes:
// no panic, within its own estimate of memory, a buffer as large as promised.
func Decode(tb testing.TB, open Open, data []byte, want picture.Want) (picture.Info, *picture.Frame, error) {
	tb.Helper()
	watch := startWatch()
	info, frame, err := decode(tb, open, data, want)
	require.Less(tb, watch.share(), maxTime, "decoding must end")
	require.NotEqual(tb, fault.Internal, fault.CodeOf(err), "%v\n%v", err, unwrapped(err))
	return info, frame, err
}

func decode(tb testing.TB, open Open, data []byte, want picture.Want) (info picture.Info, frame *picture.Frame, err error) {
	tb.Helper()
	defer fault.Catch(&err)
	pic, err := open(Source(tb, data, "case"))
	if err != nil {
		return picture.Info{}, nil, err
	}
	info = pic.Info()
	require.Positive(tb, info.Width, "Info must give a width")
	require.Positive(tb, info.Height, "Info must give a height")
	require.NotNil(tb, info.Need, "Info must estimate memory")
	if want.Width == 0 {
		want.Width, want.Height = info.Width, info.Height
	}
	need := info.Need(want)
	if need > budget {
		return info, nil, fault.New(fault.LimitMemory, "needs %d bytes", need)
	}
	want.Budget = picture.NewBudget(need)
	frame, err = pic.Decode(context.Background(), want)
	if err != nil {
		return info, nil, err
	}
	require.NoError(tb, raster.Check(frame.Image))
	w, h := frame.Image.Size()
	require.GreaterOrEqual(tb, w, min(want.Width, info.Width), "decoded width")
	require.GreaterOrEqual(tb, h, min(want.Height, info.Height), "decoded height")
	if !info.Vector {
		require.LessOrEqual(tb, w, info.Width, "decoded width")
		require.LessOrEqual(tb, h, info.Height, "decoded height")
	}
	require.Equal(tb, info.HasAlpha, frame.Image.HasAlpha(), "Info must announce alpha as it comes")
	return info, frame, nil
}

func unwrapped(err error) error {
	if err == nil {
		return nil
	}
	return fault.From(err).Err
}
