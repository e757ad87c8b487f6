package sevenzip

const (
	maxCoders = 32

	// The bits of a coder's first byte.
	coderIDSize     = 0x0f
	coderComplex    = 0x10
	coderProperties = 0x20
)

// streams reads where folders are, how they are packed and what their parts are.
func (r *reader) streams() []*folder {
	var position int64
	var sizes []int64
	var folders []*folder
	id := r.U8()
	if id == idPackInfo {
		position, sizes = r.packInfo()
		id = r.U8()
	}
	if id == idUnpackInfo {
		folders = r.unpackInfo()
		id = r.U8()
	}
	r.place(folders, position, sizes)
	if id == idSubStreams {
		r.subStreams(folders)
		id = r.U8()
	} else {
		for _, f := range folders {
			f.parts = []int64{f.size}
		}
	}
	if id != idEnd && r.failure() == nil {
		r.fail("id %#x in streams", id)
	}
	return folders
}

// packInfo reads where the packed streams begin and how long they are.
func (r *reader) packInfo() (position int64, sizes []int64) {
	position = signatureSize + r.number()
	sizes = make([]int64, r.count())
	for r.failure() == nil {
		switch id := r.U8(); id {
		case idEnd:
			return position, sizes
		case idSize:
			for i := range sizes {
				sizes[i] = r.number()
			}
		case idDigests:
			r.digests(len(sizes))
		default:
			r.fail("id %#x in packed streams", id)
		}
	}
	return position, sizes
}

// place says where each folder's packed stream is; a folder of several is not read.
func (r *reader) place(folders []*folder, position int64, sizes []int64) {
	at := 0
	for _, f := range folders {
		n := f.packed
		if n > len(sizes)-at {
			r.fail("%d packed streams are too few", len(sizes))
			return
		}
		f.packPos = position
		for _, size := range sizes[at : at+n] {
			if position += size; position < 0 {
				r.fail("packed streams end at %d", position)
				return
			}
		}
		f.packSize = position - f.packPos
		at += n
	}
}

func (r *reader) unpackInfo() []*folder {
	r.expect(idFolder)
	folders := make([]*folder, r.count())
	if r.U8() != 0 {
		r.fail("folders outside of the header")
		return nil
	}
	for i := range folders {
		folders[i] = r.folder()
		if r.failure() != nil {
			return nil
		}
	}
	r.expect(idUnpackSizes)
	for _, f := range folders {
		for i := range f.outputs {
			if size := r.number(); i == f.main {
				f.size = size
			}
		}
	}
	id := r.U8()
	if id == idDigests {
		for i, defined := range r.digests(len(folders)) {
			folders[i].digest = defined
		}
		id = r.U8()
	}
	if id != idEnd {
		r.fail("id %#x in folders", id)
	}
	return folders
}

// folder reads the coders of a folder and how they are bound.
func (r *reader) folder() *folder {
	f := &folder{}
	coders := r.count()
	if coders == 0 || coders > maxCoders {
		r.fail("a folder of %d coders", coders)
		return f
	}
	inputs := 0
	for range coders {
		flags := r.U8()
		f.methods = append(f.methods, string(r.Bytes(int(flags&coderIDSize))))
		in, out := 1, 1
		if flags&coderComplex != 0 {
			in, out = r.count(), r.count()
		}
		inputs, f.outputs = inputs+in, f.outputs+out
		var properties []byte
		if flags&coderProperties != 0 {
			properties = r.Bytes(r.count())
		}
		f.properties = append(f.properties, properties)
	}
	if f.outputs == 0 || f.outputs > maxCoders || inputs > maxCoders || inputs < f.outputs-1 {
		r.fail("a folder of %d inputs and %d outputs", inputs, f.outputs)
		return f
	}
	bound := make([]bool, f.outputs)
	for range f.outputs - 1 {
		r.number()
		if out := r.number(); out < int64(len(bound)) {
			bound[out] = true
		}
	}
	for i, is := range bound {
		if !is {
			f.main = i
		}
	}
	f.packed = inputs - (f.outputs - 1)
	if f.packed > 1 {
		for range f.packed {
			r.number()
		}
	}
	return f
}

// subStreams reads the parts of folders.
func (r *reader) subStreams(folders []*folder) {
	for _, f := range folders {
		f.parts = make([]int64, 1)
	}
	id := r.U8()
	if id == idNumUnpackStreams {
		for total, i := 0, 0; i < len(folders) && total <= maxCount; i++ {
			n := r.count()
			total += n
			folders[i].parts = make([]int64, n)
		}
		id = r.U8()
	}
	r.partSizes(folders, id == idSize)
	if id == idSize {
		id = r.U8()
	}
	if id == idDigests {
		unknown := 0
		for _, f := range folders {
			if len(f.parts) != 1 || !f.digest {
				unknown += len(f.parts)
			}
		}
		r.digests(unknown)
		id = r.U8()
	}
	if id != idEnd && r.failure() == nil {
		r.fail("id %#x in parts", id)
	}
}

// partSizes reads the sizes of all parts but the last of each folder, which has the
// rest.
func (r *reader) partSizes(folders []*folder, told bool) {
	for _, f := range folders {
		left := f.size
		for i := range f.parts {
			if i == len(f.parts)-1 {
				f.parts[i] = left
				continue
			}
			if told {
				f.parts[i] = r.number()
			}
			if left -= f.parts[i]; left < 0 {
				r.fail("parts of more than %d bytes", f.size)
				return
			}
		}
	}
}
