package xpm

import (
	"bufio"
	"bytes"
	"context"
	"strconv"
	"strings"

	"apsync/core/fault"
)

// maxLine is how long the line of the header and those of colours may be.
const maxLine = 1024

// text reads the strings of a file: those in quotes of C source, or lines.
type text struct {
	r     *bufio.Reader
	lines bool
	buf   []byte
}

// start reads the header, if it was not read yet, up to the first colour.
func (f *file) start(ctx context.Context) (*text, error) {
	t := &text{r: f.src.Reader(ctx, 0), lines: f.version == 2}
	if f.version == 1 {
		if err := f.readDefinitions(); err != nil {
			return nil, err
		}
		return t, t.skipTo("_colors")
	}
	if f.version == 2 {
		if _, err := t.next(maxLine); err != nil {
			return nil, err
		}
	}
	line, err := t.next(maxLine)
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(string(line))
	for i, to := range []*int{&f.width, &f.height, &f.colours, &f.key} {
		if i >= len(fields) {
			return nil, fault.New(fault.Corrupt, "header: %q has %d numbers, not 4", line, len(fields))
		}
		n, err := strconv.ParseInt(fields[i], 10, 32)
		if err != nil {
			return nil, fault.New(fault.Corrupt, "header: %q is no number", fields[i])
		}
		*to = int(n)
	}
	return t, nil
}

// readDefinitions reads the header of version 1.
func (f *file) readDefinitions() error {
	sizes := map[string]*int{"width": &f.width, "height": &f.height, "ncolors": &f.colours, "pixel": &f.key}
	for line := range bytes.Lines(f.src.Head()) {
		fields := strings.Fields(string(line))
		if len(fields) != 3 || fields[0] != "#define" {
			continue
		}
		to := sizes[fields[1][strings.LastIndexByte(fields[1], '_')+1:]]
		n, err := strconv.ParseInt(fields[2], 0, 32)
		if to != nil && err == nil {
			*to = int(n)
		}
	}
	return nil
}

// next returns the next string, of which at most n bytes are kept. It is valid until
// the next call. It returns io.EOF where there is none.
func (t *text) next(n int) ([]byte, error) {
	end := byte('\n')
	if !t.lines {
		end = '"'
		if err := t.skipToQuote(); err != nil {
			return nil, err
		}
	}
	t.buf = t.buf[:0]
	for {
		part, err := t.r.ReadSlice(end)
		if err == nil {
			part = part[:len(part)-1]
		}
		t.buf = append(t.buf, part[:min(len(part), n-len(t.buf))]...)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && (!t.lines || len(t.buf) == 0) {
			return nil, err
		}
		if t.lines {
			return bytes.TrimSuffix(t.buf, []byte("\r")), nil
		}
		return t.buf, nil
	}
}

// skipToQuote passes over everything up to a quote outside of comments.
func (t *text) skipToQuote() error {
	last, comment := byte(0), false
	for {
		b, err := t.r.ReadByte()
		switch {
		case err != nil:
			return err
		case comment:
			comment = last != '*' || b != '/'
		case last == '/' && b == '*':
			comment, b = true, 0
		case b == '"':
			return nil
		}
		last = b
	}
}

// skipTo passes over everything up to the end of a name.
func (t *text) skipTo(name string) error {
	for matched := 0; matched < len(name); {
		b, err := t.r.ReadByte()
		switch {
		case err != nil:
			return fault.New(fault.Truncated, "the file has no array %s", name)
		case b == name[matched]:
			matched++
		case b == name[0]:
			matched = 1
		default:
			matched = 0
		}
	}
	return nil
}
