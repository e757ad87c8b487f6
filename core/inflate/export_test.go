package inflate

// Sums and SumsGo are the two ways in which the checksum is added up.
var (
	Sums   = sums
	SumsGo = sumsGo
)
