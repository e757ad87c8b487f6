package settings

// assumed is the memory that a machine is taken to have that does not tell.
const assumed = 4 << 30

// Available returns how many bytes of memory this process may use: the least of
// what the machine has, what a control group leaves and what the limit on its
// address space is.
func Available() int64 {
	least := int64(assumed)
	if n := physical(); n > 0 {
		least = n
	}
	for _, n := range limits() {
		if n > 0 {
			least = min(least, n)
		}
	}
	return least
}
