package sqlite_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/container/sqlite"
	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
)

const statement = `CREATE TABLE "The Pictures"(id INTEGER PRIMARY KEY, [a,b] DECIMAL(10, 2), "name" TEXT DEFAULT 'x,)', data BLOB, UNIQUE(name))`

func open(t *testing.T, data []byte) *sqlite.Database {
	t.Helper()
	db, err := sqlite.Open(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return db
}

// pictures returns a database of n rows whose data grow.
func pictures(pageSize, n int) []byte {
	b := newBuilder(pageSize)
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{nil, i - 2, fmt.Sprintf("row %d", i), blob(i * 700)}
	}
	b.table("The Pictures", statement, rows)
	return b.bytes()
}

// blob returns n bytes that tell where they are.
func blob(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i ^ i>>8)
	}
	return data
}

func TestRows(t *testing.T) {
	t.Parallel()
	for _, pageSize := range []int{512, 1024, 4096, 65536} {
		t.Run(fmt.Sprint(pageSize), func(t *testing.T) {
			t.Parallel()
			table, ok := open(t, pictures(pageSize, 40)).Find("the pictures")
			require.True(t, ok)
			require.Equal(t, 1, table.Column("A,B"))
			require.Equal(t, 3, table.Column("data"))
			require.Equal(t, -1, table.Column("unique"))
			i := 0
			for row, err := range table.Rows() {
				require.NoError(t, err)
				n, err := row.Int(1)
				require.NoError(t, err)
				require.EqualValues(t, i-2, n)
				name, err := row.Text(2, 100)
				require.NoError(t, err)
				require.Equal(t, fmt.Sprintf("row %d", i), name)
				data, err := row.Bytes(3, 1<<20)
				require.NoError(t, err)
				require.True(t, bytes.Equal(blob(i*700), data), "row %d", i)
				i++
			}
			require.Equal(t, 40, i)
		})
	}
}

func TestIntegersOfAllSizes(t *testing.T) {
	t.Parallel()
	want := []int{0, 1, -1, 127, -128, 32767, -32768, 1<<23 - 1, -1 << 23, 1 << 30, -1 << 31, 1 << 46, -1 << 47, 1 << 60, -1 << 63}
	b := newBuilder(512)
	var rows [][]any
	for _, n := range want {
		rows = append(rows, []any{n})
	}
	b.table("n", "CREATE TABLE n(n)", rows)
	table, ok := open(t, b.bytes()).Find("N")
	require.True(t, ok)
	var got []int
	for row, err := range table.Rows() {
		require.NoError(t, err)
		n, err := row.Int(table.Column("n"))
		require.NoError(t, err)
		got = append(got, int(n))
	}
	require.Equal(t, want, got)
}

func TestWhatAColumnDoesNotHoldIsEmpty(t *testing.T) {
	t.Parallel()
	table, _ := open(t, pictures(512, 3)).Find("The Pictures")
	for row, err := range table.Rows() {
		require.NoError(t, err)
		for _, column := range []int{-1, 0, 9} {
			n, err := row.Int(column)
			require.NoError(t, err)
			require.Zero(t, n)
			text, err := row.Text(column, 10)
			require.NoError(t, err)
			require.Empty(t, text)
		}
		_, err := row.Bytes(2, 3)
		require.Equal(t, fault.LimitExpansion, fault.CodeOf(err))
		break
	}
}

func TestATreeThatComesBackToItselfEnds(t *testing.T) {
	t.Parallel()
	b := newBuilder(512)
	b.table("t", "CREATE TABLE t(a)", [][]any{{1}})
	root := b.pages[1]
	copy(root, []byte{5, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 1, 0}) // interior, one cell and the right child: itself
	copy(root[256:], []byte{0, 0, 0, 2, 1})
	table, ok := open(t, b.bytes()).Find("t")
	require.True(t, ok)
	for row, err := range table.Rows() {
		require.Nil(t, row)
		require.Contains(t, []fault.Code{fault.Corrupt, fault.LimitDepth}, fault.CodeOf(err))
	}
}

func TestASchemaThatIsOneEntryManyTimesIsRefused(t *testing.T) {
	t.Parallel()
	b := newBuilder(4096)
	b.table("t", "CREATE TABLE t(a"+strings.Repeat(" ", 1<<20-20)+")", nil)
	data := b.bytes()
	const cells, count = 100 + 8, 8
	data[100+4] = count
	for i := range count {
		copy(data[cells+2*i:], data[cells:cells+2])
	}
	_, err := sqlite.Open(bytes.NewReader(data), int64(len(data)))
	require.Equal(t, fault.LimitCount, fault.CodeOf(err), "%v", err)
}

func TestDatabasesOfDamageFail(t *testing.T) {
	t.Parallel()
	good := pictures(1024, 20)
	for n := 0; n < len(good); n += 97 {
		if db, err := sqlite.Open(bytes.NewReader(good[:n]), int64(n)); err == nil {
			readAll(db)
		}
	}
	without := newBuilder(512)
	without.table("t", "CREATE TABLE t(a)", [][]any{{1}})
	without.pages[1][0] = 10 // an index's leaf
	table, _ := open(t, without.bytes()).Find("t")
	for _, err := range table.Rows() {
		require.Equal(t, fault.Unsupported, fault.CodeOf(err))
	}
}

// readAll reads what there is to read and returns the number of rows.
func readAll(db *sqlite.Database) (rows int) {
	for _, name := range []string{"The Pictures", "CanvasPreview", "t", "n"} {
		table, ok := db.Find(name)
		if !ok {
			continue
		}
		for row, err := range table.Rows() {
			if err != nil {
				break
			}
			rows++
			for i := range 8 {
				_, _ = row.Int(i)
				_, _ = row.Text(i, 1<<20)
			}
		}
	}
	return rows
}

func TestADatabaseThatSQLiteWrote(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "clip") {
		at := bytes.Index(c.Data, []byte(sqlite.Signature))
		require.Positive(t, at)
		db := open(t, c.Data[at:])
		require.Equal(t, 1, readAll(db), "%s", filepath.Base(c.Name))
		table, ok := db.Find("CanvasPreview")
		require.True(t, ok)
		for row, err := range table.Rows() {
			require.NoError(t, err)
			data, err := row.Bytes(table.Column("ImageData"), 1<<20)
			require.NoError(t, err)
			require.Len(t, data, 265800)
			require.True(t, strings.HasPrefix(string(data), "\x89PNG") && strings.HasSuffix(string(data[:len(data)-4]), "IEND"))
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(pictures(512, 6))
	f.Add(pictures(1024, 2))
	f.Fuzz(func(t *testing.T, data []byte) {
		if db, err := sqlite.Open(bytes.NewReader(data), int64(len(data))); err == nil {
			readAll(db)
		}
	})
}
