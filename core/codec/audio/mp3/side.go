package mp3

// channelInfo is the side information of a channel of a granule (ISO/IEC 11172-3
// §2.4.1.7). Names are the specification's.
type channelInfo struct {
	part23Length     int // bits of scale factors and spectrum
	bigValues        int
	globalGain       int
	scalefacCompress int
	blockType        int
	mixed            bool
	tableSelect      [3]int
	subblockGain     [3]int
	region0, region1 int // bands in the first regions
	switched         bool
	preflag          bool
	scalefacScale    int
	count1Table      int
}

// short is the block type of three short blocks.
const short = 2

// side is the side information of a frame.
type side struct {
	mainDataBegin int
	scfsi         [2][4]bool // scale factors that the second granule shares
	info          [2][2]channelInfo
}

// readSide reads what is between header and main data.
func readSide(b []byte, h header) side {
	r := &bitReader{data: append(append(make([]byte, 0, 48), b...), make([]byte, padding)...)}
	var s side
	if h.mpeg1 {
		s.mainDataBegin = r.read(9)
		r.read(7 - 2*h.channels) // private
		for c := range h.channels {
			for i := range s.scfsi[c] {
				s.scfsi[c][i] = r.flag()
			}
		}
	} else {
		s.mainDataBegin = r.read(8)
		r.read(h.channels) // private
	}
	for g := range h.granules() {
		for c := range h.channels {
			s.info[g][c].read(r, h)
		}
	}
	return s
}

func (i *channelInfo) read(r *bitReader, h header) {
	i.part23Length = r.read(12)
	i.bigValues = min(r.read(9), granule/2)
	i.globalGain = r.read(8)
	if h.mpeg1 {
		i.scalefacCompress = r.read(4)
	} else {
		i.scalefacCompress = r.read(9)
	}
	if i.switched = r.flag(); i.switched {
		i.blockType = r.read(2)
		i.mixed = r.flag()
		i.tableSelect = [3]int{r.read(5), r.read(5), 0}
		i.subblockGain = [3]int{r.read(3), r.read(3), r.read(3)}
	} else {
		i.tableSelect = [3]int{r.read(5), r.read(5), r.read(5)}
		i.region0, i.region1 = r.read(4)+1, r.read(3)+1
	}
	if h.mpeg1 {
		i.preflag = r.flag()
	}
	i.scalefacScale = r.read(1)
	i.count1Table = r.read(1)
}

// regions returns where the first two regions of big values end (§2.4.2.7).
func (i *channelInfo) regions(b *bands) (first, second int) {
	switch {
	case i.switched && i.blockType == short:
		return 3 * b.short[3], granule
	case i.switched:
		return b.long[8], granule
	}
	return b.long[min(i.region0, 22)], b.long[min(i.region0+i.region1, 22)]
}
