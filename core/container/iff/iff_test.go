package iff_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/iff"
	"apsync/core/fault"
)

// names returns the chunks of a file, with what they hold.
func names(t *testing.T, data string) (form string, chunks []string) {
	t.Helper()
	r := strings.NewReader(data)
	form, whole, err := iff.Form(r, int64(len(data)))
	require.NoError(t, err)
	for c, err := range whole.Chunks(r) {
		require.NoError(t, err)
		chunks = append(chunks, c.ID+"="+data[c.Off:c.Off+c.Size])
	}
	return form, chunks
}

func TestChunksArePaddedAsTheirFormSays(t *testing.T) {
	t.Parallel()
	for kind, padding := range map[string][2]string{"FORM": {"", "\x00"}, "FOR4": {"\x00\x00", "\x00\x00\x00"}, "FOR8": {"\x00\x00\x00\x00\x00\x00", "\x00\x00\x00\x00\x00\x00\x00"}} {
		body := "ILBM" + "ABCD\x00\x00\x00\x02xy" + padding[0] + "EFGH\x00\x00\x00\x01z" + padding[1] + "JKLM\x00\x00\x00\x00"
		form, chunks := names(t, kind+"\x00\x00\x00"+string(rune(len(body)))+body+"behind it")
		require.Equal(t, "ILBM", form)
		require.Equal(t, []string{"ABCD=xy", "EFGH=z", "JKLM="}, chunks, kind)
	}
}

func TestAChunkThatIsCutOffIsTheLast(t *testing.T) {
	t.Parallel()
	_, chunks := names(t, "FORM\x00\x00\x00\xffILBMABCD\xff\xff\xff\xffxyEFGH\x00\x00\x00\x00")
	require.Equal(t, []string{"ABCD=xyEFGH\x00\x00\x00\x00"}, chunks)
}

func TestWhatIsNoFormIsRefused(t *testing.T) {
	t.Parallel()
	for data, code := range map[string]fault.Code{
		"":                             fault.Truncated,
		"FORM":                         fault.Truncated,
		"FORM\x00\x00\x00\x08IL":       fault.Truncated,
		"LIST\x00\x00\x00\x08ILBM\x00": fault.Corrupt,
	} {
		_, _, err := iff.Form(strings.NewReader(data), int64(len(data)))
		require.Equal(t, code, fault.CodeOf(err), "%q", data)
	}
}
