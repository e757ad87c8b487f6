package wirepath_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/wirepath"
)

func TestForms(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, path, form string }{
		{"plain", "/renders/shot.exr", `"/renders/shot.exr"`},
		{"empty", "", `""`},
		{"unicode", "/renders/röck 🪨.exr", `"/renders/röck 🪨.exr"`},
		{"decomposed stays so", "ro\u0308ck", "\"ro\u0308ck\""},
		{"windows", `C:\art\a.psd`, `"C:\\art\\a.psd"`},
		{"replacement character", "\ufffd.png", "\"\ufffd.png\""},
		{"latin-1", "r\xf6ck.exr", `{"bytes":"cvZjay5leHI="}`},
		{"surrogate half", "\xed\xa0\x80.png", `{"bytes":"7aCALnBuZw=="}`},
		{"all bytes", "\x01\x80\xff\"\\\n", `{"bytes":"AYD/IlwK"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			form, err := json.Marshal(wirepath.Path(c.path))
			require.NoError(t, err)
			require.Equal(t, c.form, string(form))
			var back wirepath.Path
			require.NoError(t, json.Unmarshal(form, &back))
			require.Equal(t, c.path, string(back))
		})
	}
}

func TestOtherFormsAreRead(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, form, path string }{
		{"escaped", `"r\u00f6ck\ud83e\udea8\\u.exr"`, `röck🪨\u.exr`},
		{"escaped backslash before u", `"C:\\ud800\\x"`, `C:\ud800\x`},
		{"bytes of a string", ` { "bytes" : "YQ==" } `, "a"},
		{"no bytes", `{"bytes":""}`, ""},
		{"null", `null`, "before"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := wirepath.Path("before")
			require.NoError(t, json.Unmarshal([]byte(c.form), &path))
			require.Equal(t, c.path, string(path))
		})
	}
}

func TestLossyFormsAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, form string }{
		{"lone high surrogate", `"\ud800.png"`},
		{"lone high surrogate at the end", `"a\ud83e"`},
		{"lone low surrogate", `"\udcff.png"`},
		{"two high surrogates", `"\ud83e\ud83e"`},
		{"raw byte", "\"r\xf6ck\""},
		{"number", `7`},
		{"list", `["a"]`},
		{"empty object", `{}`},
		{"null bytes", `{"bytes":null}`},
		{"other object", `{"path":"a"}`},
		{"not base64", `{"bytes":"?"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var path wirepath.Path
			err := json.Unmarshal([]byte(c.form), &path)
			require.Equal(t, fault.Argument, fault.CodeOf(err))
		})
	}
}

func FuzzRoundTrip(f *testing.F) {
	f.Add([]byte("röck"))
	f.Add([]byte("r\xf6ck"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		form, err := json.Marshal(wirepath.Path(raw))
		require.NoError(t, err)
		var back wirepath.Path
		require.NoError(t, json.Unmarshal(form, &back))
		require.Equal(t, string(raw), string(back))
	})
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`"\ud83e\udea8"`))
	f.Add([]byte(`{"bytes":"YQ=="}`))
	f.Fuzz(func(t *testing.T, form []byte) {
		var path wirepath.Path
		if path.UnmarshalJSON(form) != nil {
			return
		}
		again, err := json.Marshal(path)
		require.NoError(t, err)
		var back wirepath.Path
		require.NoError(t, json.Unmarshal(again, &back))
		require.Equal(t, path, back)
	})
}
