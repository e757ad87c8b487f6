package calls_test

import (
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"apsync/core/calls"
)

// answer is what a client sees.
type answer struct {
	Job       int64            `json:"job"`
	State     string           `json:"state"`
	Total     int              `json:"total"`
	Completed int              `json:"completed"`
	Results   []map[string]any `json:"results"`
	Value     map[string]any   `json:"value"`
	Error     map[string]any   `json:"error"`
}

func decode(t *testing.T, data []byte) answer {
	t.Helper()
	var a answer
	require.NoError(t, json.Unmarshal(data, &a), "%s", data)
	return a
}

// call submits a request and waits for its end, with all results together.
func call(t *testing.T, desk *calls.Desk, request any) answer {
	t.Helper()
	data, err := json.Marshal(request)
	require.NoError(t, err)
	submitted := decode(t, desk.Submit(data))
	require.Nil(t, submitted.Error)
	var results []map[string]any
	for {
		a := decode(t, desk.Wait(submitted.Job, time.Second))
		results = append(results, a.Results...)
		if a.State == "done" {
			a.Results = results
			return a
		}
	}
}

func isolate(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"} {
		t.Setenv(name, home)
	}
}

func TestGenerateOverTheWire(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	good := filepath.Join(dir, "a.png")
	f, err := os.Create(good)
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, image.NewGray(image.Rect(0, 0, 600, 300))))
	require.NoError(t, f.Close())
	bad := filepath.Join(dir, "b.png")
	require.NoError(t, os.WriteFile(bad, []byte("no picture"), 0o600))

	a := call(t, calls.NewDesk(), map[string]any{
		"op": "generate", "files": []string{good, bad}, "output": filepath.Join(dir, "out"), "preview": true, "detail": true,
	})
	require.Nil(t, a.Error)
	require.Equal(t, 2, a.Total)
	require.Equal(t, 2, a.Completed)
	require.Len(t, a.Results, 2)
	for _, r := range a.Results {
		if r["index"] == 1.0 {
			require.Equal(t, "unknown-format", r["error"].(map[string]any)["code"])
			require.Equal(t, bad, r["error"].(map[string]any)["path"])
			continue
		}
		require.Nil(t, r["error"])
		require.Equal(t, "png", r["loader"])
		require.Len(t, r["outputs"], 2)
	}
	require.FileExists(t, filepath.Join(dir, "out", "a_pt.png"))
	require.FileExists(t, filepath.Join(dir, "out", "a_dt.png"))
}

func TestRequestsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	desk := calls.NewDesk()
	for _, request := range []string{
		"", "{", `{"op":"fly"}`, `{"op":"generate","files":7}`, `{"op":"get","colour":"red"}`, `[]`, `null`,
	} {
		a := decode(t, desk.Submit([]byte(request)))
		require.Equal(t, "argument", a.Error["code"], "%s", request)
		require.Zero(t, a.Job)
	}
	require.Equal(t, "argument", decode(t, desk.Wait(99, 0)).Error["code"])
	desk.Cancel(99)
}

func TestAJobIsForgottenOnceItIsReportedDone(t *testing.T) {
	t.Parallel()
	desk := calls.NewDesk()
	job := decode(t, desk.Submit([]byte(`{"op":"formats"}`))).Job
	require.NotZero(t, job)
	require.Eventually(t, func() bool {
		return decode(t, desk.Wait(job, time.Second)).State == "done"
	}, time.Minute, time.Millisecond)
	require.Equal(t, "argument", decode(t, desk.Wait(job, 0)).Error["code"])
}

func TestAWaitEndsAtItsTimeAndACancelledJobSoon(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "large.png")
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, image.NewGray(image.Rect(0, 0, 3000, 3000))))
	require.NoError(t, f.Close())
	files := make([]string, 300)
	for i := range files {
		files[i] = path
	}
	desk := calls.NewDesk()
	request, err := json.Marshal(map[string]any{
		"op": "generate", "files": files[:1], "output": filepath.Join(dir, "out"), "preview": true,
	})
	require.NoError(t, err)
	job := decode(t, desk.Submit(request)).Job
	desk.Cancel(job)
	var last answer
	require.Eventually(t, func() bool {
		last = decode(t, desk.Wait(job, 10*time.Millisecond))
		return last.State == "done"
	}, time.Minute, time.Millisecond)
}

func TestFormatsAndDoctorAnswer(t *testing.T) {
	isolate(t)
	desk := calls.NewDesk()
	formats := call(t, desk, map[string]any{"op": "formats"})
	require.NotEmpty(t, formats.Value["formats"])
	doctor := call(t, desk, map[string]any{"op": "doctor", "folder": t.TempDir()})
	require.Nil(t, doctor.Error)
	for _, key := range []string{"version", "go", "platform", "workers", "memory", "store", "cache", "settings"} {
		require.NotEmpty(t, doctor.Value[key], key)
	}
}

func TestRelativePathsCountFromWhereTheProcessWasAtTheCall(t *testing.T) {
	isolate(t)
	here, elsewhere := t.TempDir(), t.TempDir()
	f, err := os.Create(filepath.Join(here, "a.png"))
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, image.NewGray(image.Rect(0, 0, 60, 30))))
	require.NoError(t, f.Close())
	desk := calls.NewDesk()
	t.Chdir(here)
	var jobs []int64
	for range 20 {
		job := decode(t, desk.Submit([]byte(`{"op":"generate","files":["a.png"],"output":"out","preview":true}`))).Job
		jobs = append(jobs, job)
	}
	t.Chdir(elsewhere)
	for _, job := range jobs {
		var results []map[string]any
		for state := ""; state != "done"; {
			a := decode(t, desk.Wait(job, time.Second))
			results, state = append(results, a.Results...), a.State
		}
		require.Len(t, results, 1)
		require.Nil(t, results[0]["error"])
	}
	require.FileExists(t, filepath.Join(here, "out", "a_pt.png"))
	require.NoDirExists(t, filepath.Join(elsewhere, "out"))
}
