package encode

// adlerBase is the modulus of Adler-32 (RFC 1950 §8.2).
const adlerBase = 65521

func adler(sum uint32, data []byte) uint32 {
	const most = 5552 // bytes until a sum could exceed 32 bits
	a, b := sum&0xffff, sum>>16
	for len(data) > 0 {
		part := data[:min(len(data), most)]
		data = data[len(part):]
		for _, v := range part {
			a += uint32(v)
			b += a
		}
		a, b = a%adlerBase, b%adlerBase
	}
	return b<<16 | a
}

// joinAdler returns the checksum of data whose beginning has the sum first and whose
// end of n bytes has the sum second. Of the end, as if it began with what first left,
// a is larger by that, and b by as much for every byte.
func joinAdler(first, second uint32, n int) uint32 {
	before := uint64(first&0xffff) + adlerBase - 1
	a := (before + uint64(second&0xffff)) % adlerBase
	b := (uint64(first>>16) + uint64(second>>16) + before*(uint64(n)%adlerBase)) % adlerBase
	return uint32(b<<16 | a)
}
