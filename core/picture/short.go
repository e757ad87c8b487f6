package picture

import "apsync/core/fault"

// mostCut is how many pixels the header of a file may claim that was cut off: what a
// setting allows unless it is changed. More is claimed by headers that are damaged or made
// to harm, and it is of more use to know that than how much of the file is missing.
const mostCut = 1 << 30

// Short returns the error of a file that is too short for the w×h pixels that its header
// claims: LimitPixels where these are more than 2^30, else Truncated. Format and args make
// its detail.
func Short[N int | int64 | uint32](w, h N, format string, args ...any) *fault.Error {
	if float64(w)*float64(h) > mostCut {
		return fault.New(fault.LimitPixels, format, args...).Advise("the header is damaged or made to harm")
	}
	return fault.New(fault.Truncated, format, args...)
}
