package settings

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"syscall"

	"github.com/BurntSushi/toml"

	"apsync/core/fault"
	"apsync/core/regular"
)

const (
	// maxFile bounds a file of settings, in bytes.
	maxFile = 64 << 10
	// maxNesting bounds the signs that nest one thing in another: the TOML reader's
	// time grows with the square of the depth and more, to minutes for 64 KiB.
	maxNesting = 512
)

// entry is a value as a file or the environment has it.
type entry struct {
	text string
	line int   // 0 where it is not known
	bad  error // why it is no value of a setting, or nil
}

// at names the place of the entry in a file.
func (e entry) at(file Origin) string {
	if e.line == 0 {
		return file.Place
	}
	return fmt.Sprintf("%s, line %d", file.Place, e.line)
}

// entries are the values of a file by their names.
type entries map[string]entry

// row returns the setting of that name, whose value is a number or a string.
func (e entries) row(name string, file Origin) (*setting, error) {
	if bad := e[name].bad; bad != nil {
		return nil, fault.New(fault.Argument, "%s: %s is %w", e[name].at(file), name, bad)
	}
	var names []string
	for i := range table {
		if table[i].Name == name {
			return &table[i], nil
		}
		names = append(names, table[i].Name)
	}
	return nil, fault.New(fault.Argument, "%s: %q is no setting", e[name].at(file), name).
		Advise("the settings are %s", strings.Join(names, ", "))
}

// read returns the values of a file, which need not exist. A note says why one that
// is there was not read.
func read(file Origin) (values entries, note string, err error) {
	data, note, err := content(file.Place)
	if err != nil || data == nil {
		return nil, note, err
	}
	if n := nesting(string(data)); n > maxNesting {
		return nil, "", fault.New(fault.Argument, "%s: %d dots and opening brackets, more than the %d that settings could need", file.Place, n, maxNesting)
	}
	parsed, err := parse(data)
	var syntax toml.ParseError
	if errors.As(err, &syntax) {
		return nil, "", fault.New(fault.Argument, "%s, line %d: %s", file.Place, syntax.Position.Line, syntax.Message)
	}
	if err != nil {
		return nil, "", fault.New(fault.Argument, "%s: not TOML: %w", file.Place, err)
	}
	values = entries{}
	lines := linesOf(string(data))
	for name, value := range parsed {
		e := entry{line: lines[name]}
		e.text, e.bad = inWords(value)
		values[name] = e
	}
	return values, "", nil
}

// nesting counts the signs that nest tables and lists, but for lines of comment.
func nesting(data string) int {
	n := 0
	for line := range strings.Lines(data) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			n += strings.Count(line, ".") + strings.Count(line, "[") + strings.Count(line, "{")
		}
	}
	return n
}

// parse reads TOML. A panic of the parser is an error of the file.
func parse(data []byte) (values map[string]any, err error) {
	defer fault.Catch(&err)
	_, err = toml.Decode(string(data), &values)
	return values, err
}

// content returns a file's bytes: nil when it does not exist, or is none to read.
func content(path string) (data []byte, note string, err error) {
	f, _, err := regular.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ENAMETOOLONG):
		return nil, "", nil
	case errors.Is(err, fs.ErrPermission):
		return nil, "permission denied", nil
	case errors.Is(err, syscall.ELOOP):
		return nil, "it is a link to itself", nil
	case errors.Is(err, regular.ErrNot):
		return nil, "it is not a file", nil
	case err != nil:
		return nil, "", unreadable(path, err)
	}
	defer f.Close()
	data, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, "", unreadable(path, err)
	}
	if len(data) > maxFile {
		return nil, "", fault.New(fault.Argument, "%s: more than the %d bytes that a file of settings may have", path, maxFile)
	}
	return data, "", nil
}

// unreadable returns the error of a file that is there and cannot be read.
func unreadable(path string, err error) error {
	return fault.New(fault.Access, "%s: %s", path, fault.From(err).Detail)
}

// inWords returns a value of TOML as it would stand in the environment.
func inWords(value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case map[string]any:
		return "", errors.New("a table, and settings are not in tables")
	}
	return "", fmt.Errorf("%v, neither a number nor a string", value)
}

// linesOf returns the line that sets each name, counted from 1, where it can be told.
func linesOf(data string) map[string]int {
	lines := map[string]int{}
	line := 0
	for text := range strings.Lines(data) {
		line++
		key, _, found := strings.Cut(text, "=")
		if strings.HasPrefix(strings.TrimSpace(text), "[") {
			key, found = strings.Trim(strings.TrimSpace(text), "[]"), true
		}
		key, _, _ = strings.Cut(strings.TrimSpace(key), ".")
		name := strings.Trim(key, " \t\"'")
		if _, known := lines[name]; found && !known {
			lines[name] = line
		}
	}
	return lines
}
