package font

// joiner is a letter of Arabic: the first of its presentation forms, which follow in
// the order isolated, final, initial, medial (Unicode, Arabic Presentation Forms-B), or
// the first two of them only where it does not join what follows.
type joiner struct {
	form  rune
	joins bool // with what follows
}

// joiners are the letters from U+0621 on, none where there is a gap.
var joiners = [...]joiner{
	{0xfe80, false},
	{0xfe81, false},
	{0xfe83, false},
	{0xfe85, false},
	{0xfe87, false},
	{0xfe89, true},
	{0xfe8d, false},
	{0xfe8f, true},
	{0xfe93, false},
	{0xfe95, true},
	{0xfe99, true},
	{0xfe9d, true},
	{0xfea1, true},
	{0xfea5, true},
	{0xfea9, false},
	{0xfeab, false},
	{0xfead, false},
	{0xfeaf, false},
	{0xfeb1, true},
	{0xfeb5, true},
	{0xfeb9, true},
	{0xfebd, true},
	{0xfec1, true},
	{0xfec5, true},
	{0xfec9, true},
	{0xfecd, true},
	{},
	{},
	{},
	{},
	{},
	{},
	{0xfed1, true},
	{0xfed5, true},
	{0xfed9, true},
	{0xfedd, true},
	{0xfee1, true},
	{0xfee5, true},
	{0xfee9, true},
	{0xfeed, false},
	{0xfeef, false},
	{0xfef1, true},
}

const (
	firstJoiner = 0x621
	hamza       = 0x621
)

func joinerOf(r rune) joiner {
	if i := int(r) - firstJoiner; i >= 0 && i < len(joiners) {
		return joiners[i]
	}
	return joiner{}
}

// presented returns Arabic letters as the forms in which they stand in their words.
func presented(runes []rune) []rune {
	out := make([]rune, len(runes))
	before := false // joins
	for i, r := range runes {
		j := joinerOf(r)
		out[i] = r
		if j.form == 0 {
			before = false
			continue
		}
		after := j.joins && i+1 < len(runes) && joinerOf(runes[i+1]).form != 0 && runes[i+1] != hamza
		form := j.form
		switch {
		case before && after:
			form += 3
		case after:
			form += 2
		case before && r != hamza:
			form++
		}
		out[i], before = form, j.joins && r != hamza
	}
	return out
}

// joined returns letters of Arabic as their forms where the font has all of them.
func (s *setter) joined(runes []rune) []rune {
	forms := presented(runes)
	if s.covers(string(forms)) {
		return forms
	}
	return runes
}
