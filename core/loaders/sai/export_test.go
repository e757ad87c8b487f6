package sai

// Mix is mix, for tests that encipher.
func Mix(word uint32) uint32 { return mix(word) }
