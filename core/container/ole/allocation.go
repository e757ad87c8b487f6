package ole

import (
	"encoding/binary"
	"io"
	"sync"

	"apsync/core/fault"
)

// allocation is the file allocation table (MS-CFB §2.3): for every sector the one that
// follows it. The header says where its first sectors are and a chain of further
// sectors (DIFAT, §2.5) where the others are.
type allocation struct {
	mu    sync.Mutex
	r     io.ReaderAt
	h     *header
	count int64 // of the file's sectors

	difat    uint32   // the next sector of that chain
	lists    []uint32 // where the sectors are that the chain named so far
	held     int64    // which sector of the table page is, or -1
	page     []byte
	listPage []byte
}

// next returns what follows a sector.
func (a *allocation) next(sector uint32) (uint32, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	perPage := uint32(1) << (a.h.shift - 2)
	page := int64(sector / perPage)
	if page != a.held {
		if err := a.load(page); err != nil {
			a.held = -1
			return 0, err
		}
		a.held = page
	}
	return binary.LittleEndian.Uint32(a.page[sector%perPage*4:]), nil
}

// load reads a sector of the table.
func (a *allocation) load(page int64) error {
	at, err := a.locate(page)
	if err != nil {
		return err
	}
	if a.page == nil {
		a.page = make([]byte, 1<<a.h.shift)
	}
	return a.read(at, a.page)
}

// locate returns which of the file's sectors is that sector of the table.
func (a *allocation) locate(page int64) (uint32, error) {
	if page < int64(len(a.h.first)) {
		return a.h.first[page], nil
	}
	page -= int64(len(a.h.first))
	for page >= int64(len(a.lists)) {
		if err := a.moreLists(); err != nil {
			return 0, err
		}
	}
	return a.lists[page], nil
}

// moreLists reads the next sector of the chain that names the table's sectors; the
// last number in it is the chain's next.
func (a *allocation) moreLists() error {
	if a.difat > maxRegular {
		return fault.New(fault.Corrupt, "compound file: the allocation table ends after %d sectors", len(a.h.first)+len(a.lists))
	}
	// One sector of the table stands for many of the file.
	if int64(len(a.lists)) > a.count {
		return fault.New(fault.Corrupt, "compound file: the list of the allocation table leads into itself")
	}
	if a.listPage == nil {
		a.listPage = make([]byte, 1<<a.h.shift)
	}
	if err := a.read(a.difat, a.listPage); err != nil {
		return err
	}
	last := len(a.listPage) - 4
	for i := 0; i < last; i += 4 {
		a.lists = append(a.lists, binary.LittleEndian.Uint32(a.listPage[i:]))
	}
	a.difat = binary.LittleEndian.Uint32(a.listPage[last:])
	return nil
}

func (a *allocation) read(sector uint32, p []byte) error {
	if sector > maxRegular {
		return fault.New(fault.Corrupt, "compound file: the allocation table has no sector where one is needed")
	}
	n, err := a.r.ReadAt(p, (int64(sector)+1)<<a.h.shift)
	if n == len(p) {
		return nil
	}
	if err == nil || err == io.EOF {
		err = fault.New(fault.Truncated, "compound file: sector %d of the allocation table lies behind the end", sector)
	}
	return err
}
