package metafile

import (
	"apsync/core/bits"
	container "apsync/core/container/metafile"
)

const (
	emrComment = 70
	plusAt     = 12 // of the identifier in a comment's record (MS-EMF §2.3.3.2)
	plusName   = "EMF+"
)

// isPlus reports whether a comment holds records of EMF+.
func (d *drawing) isPlus(r container.Record) bool {
	name := make([]byte, len(plusName))
	return r.Length >= plusAt+int64(len(name)) && bits.ReadFull(d.r, name, r.Off+plusAt) == nil && string(name) == plusName
}

// comment reads EMR_COMMENT.
func comment(p *player, r *record) {
	if len(r.data) < plusAt+len(plusName) || string(r.data[plusAt:plusAt+len(plusName)]) != plusName {
		return
	}
}
