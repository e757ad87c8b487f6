package mp3

import (
	"math"
	"sync"
)

// synthesis is the polyphase filter that makes samples of subbands (ISO/IEC 11172-3
// §2.4.3.2 and figure A.2). Its memory goes round: position is where the newest vector
// lies.
type synthesis struct {
	vectors  [1024]float32
	position int
}

// run makes the samples of a granule of its subbands.
func (s *synthesis) run(spectrum *[granule]float32, out []float32) {
	window := windowed()
	for k := range subband {
		var in, t [32]float32
		for sb := range in {
			in[sb] = spectrum[sb*subband+k]
		}
		cosines(in[:], t[:])
		s.push(&t)
		s.sum((*[32]float32)(out[32*k:]), window)
	}
}

// push puts a vector of 64 in front, made of the 32 values of the transform.
func (s *synthesis) push(t *[32]float32) {
	s.position = (s.position - 64) & 1023
	v := (*[64]float32)(s.vectors[s.position:])
	for i := range 16 {
		v[i] = t[16+i]
	}
	v[16] = 0
	for i := 17; i < 48; i++ {
		v[i] = -t[48-i]
	}
	for i := 48; i < 64; i++ {
		v[i] = -t[i-48]
	}
}

// sum adds up what the window shows of sixteen vectors.
func (s *synthesis) sum(out *[32]float32, window *[512]float32) {
	*out = [32]float32{}
	for i := range 8 {
		a := (*[32]float32)(s.vectors[(s.position+128*i)&1023:])
		b := (*[32]float32)(s.vectors[(s.position+128*i+64)&1023+32:])
		wa, wb := (*[32]float32)(window[64*i:]), (*[32]float32)(window[64*i+32:])
		for j := range out {
			out[j] += a[j]*wa[j] + b[j]*wb[j]
		}
	}
}

// secants are the factors of cosines: of 2 values from 0 on, of 4 from 1 on, and so
// forth.
var secants = sync.OnceValue(func() *[31]float32 {
	var f [31]float32
	for n := 2; n <= 32; n *= 2 {
		for i := range n / 2 {
			f[n/2-1+i] = float32(0.5 / math.Cos(math.Pi*(float64(i)+0.5)/float64(n)))
		}
	}
	return &f
})

// cosines makes the discrete cosine transform (II, not scaled) of in, whose length is a
// power of 2 up to 32, by halves: the even values are the transform of the sums of
// outer pairs, the odd ones come of that of their weighted differences. It uses in.
func cosines(in, out []float32) {
	n := len(in)
	if n == 1 {
		out[0] = in[0]
		return
	}
	var sums, differences, even, odd [16]float32
	half := n / 2
	factors := secants()[half-1:]
	for i := range half {
		a, b := in[i], in[n-1-i]
		sums[i], differences[i] = a+b, (a-b)*factors[i]
	}
	cosines(sums[:half], even[:half])
	cosines(differences[:half], odd[:half])
	for i := range half - 1 {
		out[2*i], out[2*i+1] = even[i], odd[i]+odd[i+1]
	}
	out[n-2], out[n-1] = even[half-1], odd[half-1]
}

// windowed returns the window (table B.3), whose second half mirrors the first.
var windowed = sync.OnceValue(func() *[512]float32 {
	var w [512]float32
	for i, v := range window {
		w[i] = float32(v) / (1 << 16)
		if i > 0 && i < 256 {
			w[512-i] = -w[i]
			if i%64 == 0 {
				w[512-i] = w[i]
			}
		}
	}
	return &w
})

// window is the first half of the window, in 65536ths.
var window = [257]int32{
	0, -1, -1, -1, -1, -1, -1, -2, -2, -2, -2, -3, -3, -4, -4, -5,
	-5, -6, -7, -7, -8, -9, -10, -11, -13, -14, -16, -17, -19, -21, -24, -26,
	-29, -31, -35, -38, -41, -45, -49, -53, -58, -63, -68, -73, -79, -85, -91, -97,
	-104, -111, -117, -125, -132, -139, -147, -154, -161, -169, -176, -183, -190, -196, -202, -208,
	213, 218, 222, 225, 227, 228, 228, 227, 224, 221, 215, 208, 200, 189, 177, 163,
	146, 127, 106, 83, 57, 29, -2, -36, -72, -111, -153, -197, -244, -294, -347, -401,
	-459, -519, -581, -645, -711, -779, -848, -919, -991, -1064, -1137, -1210, -1283, -1356, -1428, -1498,
	-1567, -1634, -1698, -1759, -1817, -1870, -1919, -1962, -2001, -2032, -2057, -2075, -2085, -2087, -2080, -2063,
	2037, 2000, 1952, 1893, 1822, 1739, 1644, 1535, 1414, 1280, 1131, 970, 794, 605, 402, 185,
	-45, -288, -545, -814, -1095, -1388, -1692, -2006, -2330, -2663, -3004, -3351, -3705, -4063, -4425, -4788,
	-5153, -5517, -5879, -6237, -6589, -6935, -7271, -7597, -7910, -8209, -8491, -8755, -8998, -9219, -9416, -9585,
	-9727, -9838, -9916, -9959, -9966, -9935, -9863, -9750, -9592, -9389, -9139, -8840, -8492, -8092, -7640, -7134,
	6574, 5959, 5288, 4561, 3776, 2935, 2037, 1082, 70, -998, -2122, -3300, -4533, -5818, -7154, -8540,
	-9975, -11455, -12980, -14548, -16155, -17799, -19478, -21189, -22929, -24694, -26482, -28289, -30112, -31947, -33791, -35640,
	-37489, -39336, -41176, -43006, -44821, -46617, -48390, -50137, -51853, -53534, -55178, -56778, -58333, -59838, -61289, -62684,
	-64019, -65290, -66494, -67629, -68692, -69679, -70590, -71420, -72169, -72835, -73415, -73908, -74313, -74630, -74856, -74992,
	75038,
}
