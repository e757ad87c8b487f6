package metafile

import (
	"encoding/binary"
	"math"

	"apsync/core/bits"
	container "apsync/core/container/metafile"
	"apsync/core/outline"
)

// extent is what of the plane a metafile shows.
type extent struct {
	device               outline.Rect  // in pixels of the device, or units of a WMF's window
	aspect               outline.Point // of the paper
	perMM                outline.Point
	windowOrg, windowExt outline.Point // of a WMF at first
	measured             bool          // a WMF without a window of its own
}

// unknown reports whether the metafile does not say.
func (e extent) unknown() bool { return e.device.Empty() }

// fit returns the size in pixels of a picture whose longer side is n.
func (e extent) fit(n float64) (w, h int) {
	x, y := math.Abs(e.aspect.X), math.Abs(e.aspect.Y)
	if !(x > 0 && y > 0) {
		x, y = 1, 1
	}
	longest := max(x, y)
	x, y = max(x, longest/maxAspect), max(y, longest/maxAspect)
	return max(1, int(math.Round(x*n/longest))), max(1, int(math.Round(y*n/longest)))
}

// Functions of records that tell the extent of a WMF.
const (
	metaSetWindowOrg = 0x020b
	metaSetWindowExt = 0x020c
)

// scan finds what the metafile shows, and whether it draws at all.
func (d *drawing) scan() (draws bool, err error) {
	d.extent.perMM = outline.Point{X: 96 / 25.4, Y: 96 / 25.4}
	if err := d.readExtent(); err != nil {
		return false, err
	}
	var org, ext outline.Point
	known := false
	err = d.file.Each(func(r container.Record) error {
		draws = draws || r.Draws || d.file.Wide && r.Function == emrComment && d.isPlus(r)
		if d.file.Wide || known || r.Length < 10 {
			return nil
		}
		switch r.Function {
		case metaSetWindowOrg:
			org = d.swapped(r.Off)
		case metaSetWindowExt:
			ext = d.swapped(r.Off)
			known = ext.X != 0 && ext.Y != 0
		}
		return nil
	})
	if known && d.extent.unknown() {
		d.window(org, ext)
	}
	if !draws || !d.extent.unknown() {
		return draws, err
	}
	err = d.measure()
	return err == nil, err
}

// swapped reads the point of a record at off.
func (d *drawing) swapped(off int64) outline.Point {
	b := make([]byte, 4)
	if bits.ReadFull(d.r, b, off+6) != nil {
		return outline.Point{}
	}
	return outline.Point{X: float64(int16(binary.LittleEndian.Uint16(b[2:]))), Y: float64(int16(binary.LittleEndian.Uint16(b)))}
}

// window takes the first window of a WMF for what it shows.
func (d *drawing) window(org, ext outline.Point) {
	d.extent.windowOrg, d.extent.windowExt = org, ext
	d.extent.aspect = ext
	d.extent.device = outline.Rect{MaxX: math.Abs(ext.X), MaxY: math.Abs(ext.Y)}
}

// readExtent reads the header's: the placeable one's of a WMF, the frame or else the
// bounds of an EMF's.
func (d *drawing) readExtent() error {
	if d.file.Wide {
		return d.readFrame()
	}
	if !d.file.Placeable {
		return nil
	}
	head := make([]byte, 14)
	if err := bits.ReadFull(d.r, head, 0); err != nil {
		return err
	}
	c := bits.Little(head)
	c.Skip(6)
	left, top := float64(c.I16()), float64(c.I16())
	right, bottom := float64(c.I16()), float64(c.I16())
	if left != right && top != bottom {
		d.window(outline.Point{X: left, Y: top}, outline.Point{X: right - left, Y: bottom - top})
	}
	return nil
}

// readFrame reads the header of an EMF (MS-EMF §2.2.9).
func (d *drawing) readFrame() error {
	const least = 88
	head := make([]byte, min(d.size, 108))
	if err := bits.ReadFull(d.r, head, 0); err != nil {
		return err
	}
	header := binary.LittleEndian.Uint32(head[4:])
	r := &record{Cursor: bits.Little(head)}
	r.Skip(8)
	bounds, frame := rect32(r), rect32(r)
	bounds.MaxX, bounds.MaxY = bounds.MaxX+1, bounds.MaxY+1 // which are within
	r.Seek(72)
	pixels, mm := point32(r), point32(r)
	if r.Err() == nil && header >= 108 && len(head) == 108 {
		r.Seek(100)
		if micro := point32(r); micro.X > 0 && micro.Y > 0 {
			mm = outline.Point{X: micro.X / 1000, Y: micro.Y / 1000}
		}
	}
	if len(head) >= least && pixels.X > 0 && pixels.Y > 0 && mm.X > 0 && mm.Y > 0 {
		d.extent.perMM = outline.Point{X: pixels.X / mm.X, Y: pixels.Y / mm.Y}
	}
	per := d.extent.perMM
	if !frame.Empty() {
		d.extent.aspect = outline.Point{X: frame.MaxX - frame.MinX, Y: frame.MaxY - frame.MinY}
		d.extent.device = outline.Rect{MinX: frame.MinX / 100 * per.X, MinY: frame.MinY / 100 * per.Y, MaxX: frame.MaxX / 100 * per.X, MaxY: frame.MaxY / 100 * per.Y}
	} else if !bounds.Empty() {
		d.extent.device = bounds
		d.extent.aspect = outline.Point{X: (bounds.MaxX - bounds.MinX) / per.X, Y: (bounds.MaxY - bounds.MinY) / per.Y}
	}
	return nil
}
