package png

// UnfilterPaeth and UnfilterPaethGo are the two ways in which it is done.
var UnfilterPaeth = unfilterPaeth

func UnfilterPaethGo(row, above []byte, n int) { unfilterPaethFrom(row, above, n, 0) }
