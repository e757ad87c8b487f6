package sqlite

import (
	"slices"
	"strings"
)

// constraints begin what is no column in a CREATE TABLE statement.
var constraints = []string{"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}

// columns returns the names of the columns that a CREATE TABLE statement declares, at most
// maxColumns.
func columns(statement string) []string {
	var names []string
	for _, declared := range declarations(statement) {
		name, quoted := identifier(declared)
		if !quoted && slices.Contains(constraints, strings.ToUpper(name)) {
			break
		}
		names = append(names, name)
	}
	return names
}

// declarations returns what stands between the outermost brackets of a statement,
// divided by its commas.
func declarations(statement string) []string {
	var (
		parts []string
		depth int
		start int
	)
	for i := 0; i < len(statement); i++ {
		switch c := statement[i]; c {
		case '"', '\'', '`', '[':
			i += quotedLen(statement[i:]) - 1
		case '(':
			if depth++; depth == 1 {
				start = i + 1
			}
		case ')':
			if depth--; depth == 0 {
				return append(parts, statement[start:i])
			}
		case ',':
			if depth == 1 {
				if parts = append(parts, statement[start:i]); len(parts) == maxColumns {
					return parts
				}
				start = i + 1
			}
		}
	}
	return parts
}

// quotedLen returns the length of the quotation with which s begins, its marks
// included. A doubled mark counts as two quotations, which makes no difference here.
func quotedLen(s string) int {
	closing := s[0]
	if closing == '[' {
		closing = ']'
	}
	if i := strings.IndexByte(s[1:], closing); i >= 0 {
		return i + 2
	}
	return len(s)
}

// identifier returns the name with which a declaration begins.
func identifier(declared string) (name string, quoted bool) {
	declared = strings.TrimSpace(declared)
	if declared == "" {
		return "", false
	}
	if strings.IndexByte("\"'`[", declared[0]) >= 0 {
		n := quotedLen(declared)
		return declared[1:max(1, n-1)], true
	}
	if i := strings.IndexAny(declared, " \t\r\n("); i >= 0 {
		declared = declared[:i]
	}
	return declared, false
}
