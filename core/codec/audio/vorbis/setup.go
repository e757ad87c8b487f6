package vorbis

import (
	"math/bits"

	"apsync/core/fault"
)

// setup is what a stream's third header says (Vorbis I §4.2.4).
type setup struct {
	channels        int
	codebooks       []*codebook
	floors          []*floor
	residues        []*residue
	mappings        []mapping
	modes           []mode
	entries, values int // of all codebooks
}

// mapping says which floors and residues channels have (§4.2.4).
type mapping struct {
	coupled []couple
	submap  []int // of each channel
	submaps []submap
}

// couple is a pair of channels that are coded as magnitude and angle.
type couple struct{ magnitude, angle int }

type submap struct {
	floor   *floor
	residue *residue
}

type mode struct {
	long    bool
	mapping *mapping
}

// readSetup reads the third header, but for its first seven bytes.
func readSetup(packet []byte, channels int) (*setup, error) {
	r := &bitReader{data: packet}
	s := &setup{channels: channels}
	parts := []func(*bitReader) error{s.readCodebooks, s.readTimes, s.readFloors, s.readResidues, s.readMappings, s.readModes}
	for _, read := range parts {
		if err := read(r); err != nil {
			return nil, err
		}
		if err := ended(r); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *setup) readCodebooks(r *bitReader) error {
	for range r.read(8) + 1 {
		c, err := s.readCodebook(r)
		if err != nil {
			return err
		}
		s.codebooks = append(s.codebooks, c)
	}
	return nil
}

// readTimes passes over what was never defined.
func (s *setup) readTimes(r *bitReader) error {
	for range r.read(6) + 1 {
		if kind := r.read(16); kind != 0 {
			return fault.New(fault.Corrupt, "a transform of type %d", kind)
		}
	}
	return nil
}

func (s *setup) readFloors(r *bitReader) error {
	for range r.read(6) + 1 {
		switch kind := r.read(16); kind {
		case 0:
			return fault.New(fault.Unsupported, "a Vorbis stream of 2001, with floors of type 0")
		case 1:
			f, err := s.readFloor(r)
			if err != nil {
				return err
			}
			s.floors = append(s.floors, f)
		default:
			return fault.New(fault.Corrupt, "a floor of type %d", kind)
		}
	}
	return nil
}

func (s *setup) readResidues(r *bitReader) error {
	for range r.read(6) + 1 {
		residue, err := s.readResidue(r)
		if err != nil {
			return err
		}
		s.residues = append(s.residues, residue)
	}
	return nil
}

func (s *setup) readMappings(r *bitReader) error {
	for range r.read(6) + 1 {
		m, err := s.readMapping(r)
		if err != nil {
			return err
		}
		s.mappings = append(s.mappings, m)
	}
	return nil
}

func (s *setup) readMapping(r *bitReader) (mapping, error) {
	m := mapping{submap: make([]int, s.channels)}
	if kind := r.read(16); kind != 0 {
		return m, fault.New(fault.Corrupt, "a mapping of type %d", kind)
	}
	submaps := 1
	if r.flag() {
		submaps = r.read(4) + 1
	}
	if r.flag() {
		width := bits.Len(uint(s.channels - 1))
		for range r.read(8) + 1 {
			c := couple{r.read(width), r.read(width)}
			if c.magnitude == c.angle || max(c.magnitude, c.angle) >= s.channels {
				return m, fault.New(fault.Corrupt, "channels %d and %d of %d are coupled", c.magnitude, c.angle, s.channels)
			}
			m.coupled = append(m.coupled, c)
		}
	}
	if r.read(2) != 0 {
		return m, fault.New(fault.Corrupt, "a mapping with reserved bits")
	}
	if submaps > 1 {
		for i := range m.submap {
			if m.submap[i] = r.read(4); m.submap[i] >= submaps {
				return m, fault.New(fault.Corrupt, "submap %d of %d", m.submap[i], submaps)
			}
		}
	}
	for range submaps {
		r.read(8)
		f, v := r.read(8), r.read(8)
		if f >= len(s.floors) || v >= len(s.residues) {
			return m, fault.New(fault.Corrupt, "floor %d of %d, residue %d of %d", f, len(s.floors), v, len(s.residues))
		}
		m.submaps = append(m.submaps, submap{s.floors[f], s.residues[v]})
	}
	return m, nil
}

func (s *setup) readModes(r *bitReader) error {
	for range r.read(6) + 1 {
		long := r.flag()
		r.read(32) // types of window and transform, which are 0
		number := r.read(8)
		if number >= len(s.mappings) {
			return fault.New(fault.Corrupt, "mapping %d of %d", number, len(s.mappings))
		}
		s.modes = append(s.modes, mode{long, &s.mappings[number]})
	}
	return nil
}

// book returns the codebook of a number.
func (s *setup) book(number int) (*codebook, error) {
	if number >= len(s.codebooks) {
		return nil, fault.New(fault.Corrupt, "codebook %d of %d", number, len(s.codebooks))
	}
	return s.codebooks[number], nil
}
