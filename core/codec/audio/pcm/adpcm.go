package pcm

import (
	"encoding/binary"

	"apsync/core/bits"
	"apsync/core/fault"
)

// Steps of IMA ADPCM and how an index into them changes with a code (Recommended
// practices 3.0, tables 1 and 2).
var (
	imaSteps = [89]int32{
		7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97,
		107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796,
		876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871,
		5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623,
		27086, 29794, 32767,
	}
	imaChange = [8]int{-1, -1, -1, -1, 2, 4, 6, 8}
)

// ima is the state of one channel.
type ima struct {
	value int32
	index int
}

func (s *ima) next(code byte) float32 {
	step := imaSteps[s.index]
	difference := step >> 3
	if code&4 != 0 {
		difference += step
	}
	if code&2 != 0 {
		difference += step >> 1
	}
	if code&1 != 0 {
		difference += step >> 2
	}
	if code&8 != 0 {
		difference = -difference
	}
	s.value = min(max(s.value+difference, -1<<15), 1<<15-1)
	s.index = min(max(s.index+imaChange[code&7], 0), len(imaSteps)-1)
	return float32(s.value) / (1 << 15)
}

// setIMA sets the IMA ADPCM of WAVE: of each channel a sample and an index in four
// bytes, then four bytes of each in turn, their lower nibbles first.
func (l *layout) setIMA() error {
	const head, group = 4, 8 // bytes and samples
	groups := (l.block - head*l.channels) / (head * l.channels)
	if l.block < head*l.channels {
		return fault.New(fault.Corrupt, "blocks of %d bytes for %d channels of IMA ADPCM", l.block, l.channels)
	}
	l.samples = 1 + groups*group
	size, samples, channels := l.block, l.samples, l.channels
	l.decode = func(dst []float32, blocks []byte, channel int) {
		for ; len(blocks) >= size && len(dst) >= samples; blocks, dst = blocks[size:], dst[samples:] {
			b := blocks[head*channel:]
			s := ima{value: int32(int16(binary.LittleEndian.Uint16(b))), index: min(int(b[2]), len(imaSteps)-1)}
			dst[0] = float32(s.value) / (1 << 15)
			for i := range samples - 1 {
				v := b[head*channels*(1+i/group)+i%group/2]
				dst[1+i] = s.next(v >> (4 * (i & 1)) & 15)
			}
		}
	}
	return nil
}

// setIMA4 sets the IMA ADPCM of AIFF-C: packets of 34 bytes of each channel in turn,
// with nine bits of sample and seven of index before 64 samples.
func (l *layout) setIMA4() {
	const size, samples = 34, 64
	l.block, l.samples = size*l.channels, samples
	block := l.block
	l.decode = func(dst []float32, blocks []byte, channel int) {
		for ; len(blocks) >= block && len(dst) >= samples; blocks, dst = blocks[block:], dst[samples:] {
			b := blocks[size*channel:]
			head := binary.BigEndian.Uint16(b)
			s := ima{value: int32(int16(head &^ 0x7f)), index: min(int(head&0x7f), len(imaSteps)-1)}
			for i := range samples {
				dst[i] = s.next(b[2+i/2] >> (4 * (i & 1)) & 15)
			}
		}
	}
}

// Microsoft's ADPCM: how its step changes with a code, in 256ths, and the predictors
// that files have unless they bring more.
var (
	msChange     = [16]int32{230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230}
	msPredictors = [][2]int32{{256, 0}, {512, -256}, {0, 0}, {192, 64}, {240, 0}, {460, -208}, {392, -232}}
)

// ms is the state of one channel.
type ms struct {
	predictor [2]int32
	step      int32
	last      [2]int32 // samples, the latest first
}

func (s *ms) next(code byte) float32 {
	v := (s.last[0]*s.predictor[0]+s.last[1]*s.predictor[1])>>8 + int32(int8(code<<4)>>4)*s.step
	v = min(max(v, -1<<15), 1<<15-1)
	s.last = [2]int32{v, s.last[0]}
	s.step = min(max(msChange[code]*s.step>>8, 16), 1<<20)
	return float32(v) / (1 << 15)
}

// setMS sets Microsoft's ADPCM: of each channel a predictor, then of each a step, a
// sample and the one before it, then a nibble of each in turn, the upper one first.
func (l *layout) setMS(extra []byte) error {
	const head = 7 // bytes of a channel
	if l.block < head*l.channels {
		return fault.New(fault.Corrupt, "blocks of %d bytes for %d channels of Microsoft ADPCM", l.block, l.channels)
	}
	predictors := readPredictors(extra)
	l.samples = 2 + (l.block-head*l.channels)*2/l.channels
	size, samples, channels := l.block, l.samples, l.channels
	l.decode = func(dst []float32, blocks []byte, channel int) {
		for ; len(blocks) >= size && len(dst) >= samples; blocks, dst = blocks[size:], dst[samples:] {
			number := func(i int) int32 {
				return int32(int16(binary.LittleEndian.Uint16(blocks[channels+2*(i*channels+channel):])))
			}
			s := ms{step: number(0), last: [2]int32{number(1), number(2)}}
			s.predictor = predictors[min(int(blocks[channel]), len(predictors)-1)]
			dst[0], dst[1] = float32(s.last[1])/(1<<15), float32(s.last[0])/(1<<15)
			for i := range samples - 2 {
				nibble := i*channels + channel
				v := blocks[head*channels+nibble/2]
				dst[2+i] = s.next(v >> (4 * (1 - nibble&1)) & 15)
			}
		}
	}
	return nil
}

// readPredictors reads what follows the format: how many samples a block has, then the
// predictors.
func readPredictors(extra []byte) [][2]int32 {
	r := bits.Little(extra)
	r.Skip(2)
	var predictors [][2]int32
	for range r.U16() {
		p := [2]int32{int32(r.I16()), int32(r.I16())}
		if r.Err() != nil {
			break
		}
		predictors = append(predictors, p)
	}
	if len(predictors) == 0 {
		return msPredictors
	}
	return predictors
}
