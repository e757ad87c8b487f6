package settings

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The bounds of thumbnail sizes, in pixels.
const (
	MinSize = 16
	MaxSize = 16384
)

const (
	minBytes, maxBytes = 1e6, 1e12
	minTime, maxTime   = 10 * time.Millisecond, 24 * time.Hour
	maxWorkers         = 256
	maxPixels          = 1 << 40

	// A project's pictures may take a while, and neither for ever nor no time.
	minProjectTime, maxProjectTime = time.Second, 10 * time.Minute

	// The memory that is used unless a setting says otherwise is this part of what
	// there is, and at most so many bytes.
	memoryPart       = 4
	maxDefaultMemory = 2 << 30
)

// Row describes a setting.
type Row struct {
	Name         string `json:"name"`          // as in files
	Env          string `json:"env"`           // as in the environment
	Default      string `json:"default"`       // as it would be written in a file
	Range        string `json:"range"`         // what values are allowed
	Project      bool   `json:"project"`       // whether a project may set it
	ProjectRange string `json:"project_range"` // what values a project may set, then
	Doc          string `json:"doc"`           // what it is, in a sentence
}

// Table returns a row for each setting, in the order of documentation.
func Table() []Row {
	rows := make([]Row, len(table))
	for i, row := range table {
		rows[i] = row.Row
		rows[i].Env, rows[i].Project = row.variable(), row.setInProject != nil
	}
	return rows
}

// Variables returns the names of the environment's variables that Load looks at.
func Variables() []string {
	names := []string{
		"HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
		"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
	}
	for _, row := range table {
		names = append(names, row.variable())
	}
	return names
}

// variable returns the setting's name in the environment.
func (r *Row) variable() string { return "APSYNC_" + strings.ToUpper(r.Name) }

// setting is a row with what it does.
type setting struct {
	Row
	isFolder bool // its value is a path
	// set parses a value and puts it into s, or says that it is not allowed.
	set func(s *Settings, text string) error
	// setInProject is set within a project's bounds.
	setInProject func(s *Settings, text string) error
	// show returns the value in words.
	show func(s *Settings) string
}

var (
	sizeRange = fmt.Sprintf("a whole number from %d to %d", MinSize, MaxSize)

	table = []setting{
		{
			Row: Row{
				Name: "preview_size", Default: "256", Range: sizeRange, ProjectRange: sizeRange,
				Doc: "The square that a preview fits in, in pixels.",
			},
			set:          whole(MinSize, MaxSize, putPreviewSize),
			setInProject: whole(MinSize, MaxSize, putPreviewSize),
			show:         func(s *Settings) string { return strconv.Itoa(s.PreviewSize) },
		},
		{
			Row: Row{
				Name: "detail_size", Default: "2048", Range: sizeRange, ProjectRange: sizeRange,
				Doc: "The square that a detail fits in, in pixels.",
			},
			set:          whole(MinSize, MaxSize, putDetailSize),
			setInProject: whole(MinSize, MaxSize, putDetailSize),
			show:         func(s *Settings) string { return strconv.Itoa(s.DetailSize) },
		},
		{
			Row: Row{
				Name: "memory", Default: "0",
				Range: `a size from 1 MB to 1 TB such as "512MB", "2GiB" or a number of bytes; 0 is a quarter of what the process may use, at most 2 GiB`,
				Doc:   "The memory that pictures may take while they are worked on, all together.",
			},
			set:  byteSize(func(s *Settings, n int64) { s.Memory = n }),
			show: func(s *Settings) string { return inMiB(s.Memory) },
		},
		{
			Row: Row{
				Name: "deadline", Default: "60s",
				Range:        `a time from 10 ms to 24 hours such as "60s", "1m30s" or a number of seconds; 0 is without end`,
				ProjectRange: "a time from 1 second to 10 minutes",
				Doc:          "The time that one file may take.",
			},
			set:          deadline(minTime, maxTime, true),
			setInProject: deadline(minProjectTime, maxProjectTime, false),
			show:         func(s *Settings) string { return s.Deadline.String() },
		},
		{
			Row: Row{
				Name: "workers", Default: "0",
				Range: fmt.Sprintf("a whole number from 1 to %d; 0 is one for each processor that the process may use", maxWorkers),
				Doc:   "How many files are worked on at once.",
			},
			set:  whole(0, maxWorkers, putWorkers),
			show: func(s *Settings) string { return strconv.Itoa(s.Workers) },
		},
		{
			Row: Row{
				Name: "max_pixels", Default: "0",
				Range: fmt.Sprintf("a whole number from 1 to %d; 0 is 1073741824", int64(maxPixels)),
				Doc:   "How many pixels a picture may have by its headers.",
			},
			set:  whole(0, maxPixels, putMaxPixels),
			show: func(s *Settings) string { return strconv.FormatInt(s.MaxPixels, 10) },
		},
		{
			Row: Row{
				Name:  "store",
				Range: "a folder; ~ is the home folder, and a file's relative folders lie beside it",
				Doc: "Where attached thumbnails are kept. Unless it is set in the environment, a project that has " +
					"an .apsync folder keeps its own in .apsync/thumbnails. By default it is in the user's data folder.",
			},
			isFolder: true,
			set:      putFolder(storeOf),
			show:     func(s *Settings) string { return s.Store },
		},
		{
			Row: Row{
				Name:  "cache",
				Range: "a folder; ~ is the home folder, and a file's relative folders lie beside it",
				Doc:   "Where the copies are kept that get_thumbnail returns. By default it is in the user's cache folder.",
			},
			isFolder: true,
			set:      putFolder(cacheOf),
			show:     func(s *Settings) string { return s.Cache },
		},
		{
			Row: Row{
				Name: "cache_size", Default: "1GiB",
				Range: `a size from 1 MB to 1 TB such as "512MB", "2GiB" or a number of bytes; 0 is without limit`,
				Doc: "What the copies in the cache may take, all together. Those that were asked for longest ago go first, " +
					"and none within an hour of being asked for.",
			},
			set:  byteSize(func(s *Settings, n int64) { s.CacheSize = n }),
			show: func(s *Settings) string { return inMiB(s.CacheSize) },
		},
	}
)
