package jpeg

import (
	"testing"

	"apsync/core/guardtest"
)

// TestLanesWithoutRoomAreRefused shows that what preparing a lane promises is looked at
// again before assembly runs.
func TestLanesWithoutRoomAreRefused(t *testing.T) {
	t.Parallel()
	phases := make([]phase, 2)
	short := lane{limit: 800, until: 800, starts: make([]uint32, 500)}
	guardtest.Refuses(t, func() { short.check(make([]byte, 106), phases) })
	short.starts = make([]uint32, 429)
	guardtest.Refuses(t, func() { short.check(make([]byte, 108), phases) })
	short = lane{phase: 2, starts: make([]uint32, 500)}
	guardtest.Refuses(t, func() { short.check(make([]byte, 108), phases) })
}
