package dwa

import (
	"bytes"
	"strings"

	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/exr/block"
)

// scheme is how a channel is compressed, with the numbers of the file format.
type scheme uint8

// The schemes.
const (
	unknown scheme = iota
	lossy
	runLengths
	schemes
)

// rule says what is done with channels of a name and type.
type rule struct {
	suffix   string // the name behind the last dot
	anyCase  bool
	scheme   scheme
	kind     block.Type
	colour   int // 0 red, 1 green, 2 blue; -1 none
	anyFloat bool
	anyKind  bool
}

// legacyRules are those of versions that do not store them.
var legacyRules = []rule{
	{suffix: "r", anyCase: true, scheme: lossy, colour: 0, anyFloat: true},
	{suffix: "red", anyCase: true, scheme: lossy, colour: 0, anyFloat: true},
	{suffix: "g", anyCase: true, scheme: lossy, colour: 1, anyFloat: true},
	{suffix: "grn", anyCase: true, scheme: lossy, colour: 1, anyFloat: true},
	{suffix: "green", anyCase: true, scheme: lossy, colour: 1, anyFloat: true},
	{suffix: "b", anyCase: true, scheme: lossy, colour: 2, anyFloat: true},
	{suffix: "blu", anyCase: true, scheme: lossy, colour: 2, anyFloat: true},
	{suffix: "blue", anyCase: true, scheme: lossy, colour: 2, anyFloat: true},
	{suffix: "y", anyCase: true, scheme: lossy, colour: -1, anyFloat: true},
	{suffix: "by", anyCase: true, scheme: lossy, colour: -1, anyFloat: true},
	{suffix: "ry", anyCase: true, scheme: lossy, colour: -1, anyFloat: true},
	{suffix: "a", anyCase: true, scheme: runLengths, colour: -1, anyKind: true},
}

// readRules reads the rules behind their number of bytes, which counts itself.
func readRules(r *bits.Cursor) ([]rule, error) {
	src := r.Bytes(int(r.U16()) - 2)
	if err := r.Err(); err != nil {
		return nil, err
	}
	var rules []rule
	for len(src) > 0 {
		end := bytes.IndexByte(src, 0)
		if end < 0 || len(src) < end+3 {
			return nil, fault.New(fault.Truncated, "%d bytes are left for a rule of channels", len(src))
		}
		value, kind := src[end+1], src[end+2]
		found := rule{
			suffix: string(src[:end]), anyCase: value&1 != 0, scheme: scheme(value >> 2 & 3),
			kind: block.Type(kind), colour: int(value>>4) - 1,
		}
		if found.scheme >= schemes || found.colour > 2 || found.kind > block.Float {
			return nil, fault.New(fault.Corrupt, "rule %#x of channels of type %d", value, kind)
		}
		rules = append(rules, found)
		src = src[end+3:]
	}
	return rules, nil
}

// split returns a channel's layer and its name within it.
func split(name string) (layer, suffix string) {
	i := strings.LastIndexByte(name, '.') + 1
	return name[:i], name[i:]
}

// match returns the rule for a channel; one of scheme unknown where there is none.
func match(rules []rule, c *block.Channel) rule {
	_, suffix := split(c.Name)
	for _, r := range rules {
		if r.suffix != suffix && !(r.anyCase && strings.EqualFold(r.suffix, suffix)) {
			continue
		}
		if r.anyKind || r.anyFloat && c.Type != block.Uint || !r.anyFloat && r.kind == c.Type {
			return r
		}
	}
	return rule{scheme: unknown, colour: -1}
}
