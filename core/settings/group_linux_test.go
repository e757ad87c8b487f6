package settings_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"apsync/core/settings"
)

func TestGroupLimit(t *testing.T) {
	t.Parallel()
	const (
		v1Mount = "35 30 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n"
		v2Mount = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
	)
	cases := []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"nothing is mounted", map[string]string{}, 0},
		{"no limit", map[string]string{
			"proc/self/mountinfo": v2Mount, "proc/self/cgroup": "0::/user.slice\n",
			"sys/fs/cgroup/user.slice/memory.max": "max\n",
		}, 0},
		{"version 2", map[string]string{
			"proc/self/mountinfo": v2Mount, "proc/self/cgroup": "0::/user.slice/app.scope\n",
			"sys/fs/cgroup/user.slice/app.scope/memory.max": "536870912\n",
		}, 536870912},
		{"a group above is tighter", map[string]string{
			"proc/self/mountinfo": v2Mount, "proc/self/cgroup": "0::/user.slice/app.scope\n",
			"sys/fs/cgroup/user.slice/app.scope/memory.max": "536870912\n",
			"sys/fs/cgroup/user.slice/memory.max":           "268435456\n",
		}, 268435456},
		{"container with its own view", map[string]string{
			"proc/self/mountinfo": v2Mount, "proc/self/cgroup": "0::/\n",
			"sys/fs/cgroup/memory.max": "134217728\n",
		}, 134217728},
		{"container with the host's view", map[string]string{
			"proc/self/mountinfo":                             "35 30 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
			"proc/self/cgroup":                                "9:cpu:/docker/abc\n8:memory:/docker/abc\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes":      "67108864\n",
			"sys/fs/cgroup/memory/docker/abc/memory.max":      "1",
			"sys/fs/cgroup/cpu/memory.limit_in_bytes":         "1",
			"sys/fs/cgroup/memory/docker/abc/other_in_bytes":  "1",
			"sys/fs/cgroup/memory/docker/memory.limit_in_byt": "1",
		}, 67108864},
		{"version 1 without limit", map[string]string{
			"proc/self/mountinfo": v1Mount, "proc/self/cgroup": "4:memory,hugetlb:/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
		}, 9223372036854771712},
		{"garbage", map[string]string{
			"proc/self/mountinfo": "\n- -\nx y z - cgroup2\n" + v2Mount, "proc/self/cgroup": ":\n0::/../../x\n::\n",
			"sys/fs/cgroup/memory.max": "-5\n",
		}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			root := fstest.MapFS{}
			for name, data := range c.files {
				root[name] = &fstest.MapFile{Data: []byte(data)}
			}
			require.Equal(t, c.want, settings.GroupLimit(root))
		})
	}
}
