package font

import (
	"slices"
	"sort"
	"strings"
	"unicode"
)

const (
	// fewLetters are those with which a font has a script at all.
	fewLetters = 8
	// manyHan and manyHangul tell fonts made for their script from those that have a
	// few signs of it.
	manyHan    = 1500
	manyHangul = 1500
	// mathematicalArabic begins a block of signs that fonts of mathematics have.
	mathematicalArabic = 0x1ee00
	// alphabet is how many letters are shown of a script without a sentence.
	alphabet = 28
)

// pictorial are words in the names of fonts whose glyphs are pictures.
var pictorial = [...]string{"emoji", "icon", "symbol", "dingbat", "awesome", "wingding", "webding"}

// choose returns what is shown of the font; false where its glyphs are shown in rows.
func (s *setter) choose() (sample, bool) {
	if s.showsPictures() {
		return sample{}, false
	}
	counts, scripts := s.counts()
	if script := s.named(scripts); script != "" {
		if found, ok := s.sampleOf(script); ok {
			return found, true
		}
	}
	if found, ok := s.eastAsian(counts); ok {
		return found, true
	}
	// Latin stands for itself unless the font has more of another script, beside the
	// two that come with it.
	main := "Latin"
	if s.covers(latin.pair + latin.text) {
		for _, script := range scripts {
			if counts[script] > counts[main] && script != "Cyrillic" && script != "Greek" {
				main = script
			}
		}
		if main == "Latin" {
			return latin, true
		}
	} else {
		sort.SliceStable(scripts, func(i, j int) bool { return counts[scripts[i]] > counts[scripts[j]] })
	}
	for _, script := range append([]string{main}, scripts...) {
		if counts[script] < fewLetters {
			continue
		}
		if found, ok := s.sampleOf(script); ok {
			return found, true
		}
	}
	return sample{}, false
}

// showsPictures reports whether the font says that its glyphs are pictures, or has next
// to nothing but characters of its own.
func (s *setter) showsPictures() bool {
	name := strings.ToLower(s.face.Family)
	for _, word := range pictorial {
		if strings.Contains(name, word) {
			return true
		}
	}
	const someOwn, someLetters = 100, 200
	own := s.face.Count(0xe000, 0xf8ff) + s.face.Count(0xf0000, 0x10fffd)
	return s.face.Pictorial || own > someOwn && s.face.Count(0, 0xdfff) < someLetters
}

// counts returns how many characters the font has of each script, and the scripts of
// which it has any, in the order of their names.
func (s *setter) counts() (map[string]int, []string) {
	counts := map[string]int{}
	var scripts []string
	for script, table := range unicode.Scripts {
		if script == "Common" || script == "Inherited" {
			continue
		}
		n := 0
		for _, r := range table.R16 {
			n += s.face.Count(rune(r.Lo), rune(r.Hi))
		}
		for _, r := range table.R32 {
			if r.Lo >= mathematicalArabic && r.Hi <= mathematicalArabic+0xff {
				continue
			}
			n += s.face.Count(rune(r.Lo), rune(r.Hi))
		}
		if n > 0 {
			counts[script] = n
			scripts = append(scripts, script)
		}
	}
	slices.Sort(scripts)
	return counts, scripts
}

// named returns the script that the family's name tells, as that of "Noto Sans Thai"
// does; empty where it tells none.
func (s *setter) named(scripts []string) string {
	name := strings.ToLower(s.face.Family)
	longest := ""
	for _, script := range scripts {
		told := strings.ToLower(strings.ReplaceAll(script, "_", " "))
		if script != "Latin" && len(script) > len(longest) && strings.Contains(name, told) {
			longest = script
		}
	}
	return longest
}

// eastAsian returns the sample of a font made for Chinese, Japanese or Korean.
func (s *setter) eastAsian(counts map[string]int) (sample, bool) {
	order := [...]sample{japanese, simplified, traditional, korean}
	switch {
	case counts["Han"] >= manyHan:
		for _, preferred := range [...]int{s.regionNamed(), s.regionOfCodePages()} {
			if preferred >= 0 && s.covers(order[preferred].pair+order[preferred].text) {
				return order[preferred], true
			}
		}
		for _, candidate := range order {
			if s.covers(candidate.pair + candidate.text) {
				return candidate, true
			}
		}
	case counts["Hangul"] >= manyHangul:
		return korean, s.covers(korean.pair + korean.text)
	}
	return sample{}, false
}

// regionNamed returns which of the four the family's name ends with; -1 for none.
func (s *setter) regionNamed() int {
	regions := map[string]int{"JP": 0, "SC": 1, "CN": 1, "GB": 1, "TC": 2, "TW": 2, "HK": 2, "KR": 3}
	for _, word := range strings.Fields(s.face.Family) {
		if region, ok := regions[word]; ok {
			return region
		}
	}
	return -1
}

// regionOfCodePages returns which of the four character sets the font is made for, the
// first where it is several; -1 for none.
func (s *setter) regionOfCodePages() int {
	const jis, gb, wansung, big5 = 17, 18, 19, 20
	for region, bit := range [...]uint{jis, gb, big5, wansung} {
		if s.face.CodePages>>bit&1 != 0 {
			return region
		}
	}
	return -1
}

// sampleOf returns what is shown of a script: its sentence where it is covered, else
// its first letters; false where it has too few.
func (s *setter) sampleOf(script string) (sample, bool) {
	if script == latin.script && s.covers(latin.pair+latin.text) {
		return latin, true
	}
	for _, candidate := range samples {
		if candidate.script != script || !s.covers(candidate.pair+candidate.text) {
			continue
		}
		if script == "Arabic" && !s.covers(string(presented([]rune(candidate.text)))) {
			candidate.text = arabicLetters
		}
		return candidate, s.covers(candidate.text)
	}
	return s.letters(script)
}

// letters returns the first letters of a script that the font has.
func (s *setter) letters(script string) (sample, bool) {
	var found []string
	seen := map[int]bool{}
	tried := 0
	s.each(unicode.Scripts[script], func(r rune, glyph int) bool {
		if unicode.In(r, unicode.Lo, unicode.Lu, unicode.Ll) && !seen[glyph] {
			seen[glyph] = true
			if tried++; !s.box(glyph).Empty() {
				found = append(found, string(r))
			}
		}
		return len(found) < alphabet && tried < maxTried
	})
	if len(found) < fewLetters {
		return sample{}, false
	}
	return sample{
		script: script, pair: found[0] + found[1], text: strings.Join(found, " "),
		rightToLeft: slices.Contains(rightToLeftScripts[:], script),
	}, true
}

// each calls f for the characters of a table that the font has, in their order, until it
// returns false.
func (s *setter) each(table *unicode.RangeTable, f func(r rune, glyph int) bool) {
	goesOn := true
	within := func(first, last, stride rune) {
		s.face.Each(first, last, func(r rune, glyph int) bool {
			goesOn = (r-first)%stride != 0 || f(r, glyph)
			return goesOn
		})
	}
	for _, r := range table.R16 {
		if goesOn {
			within(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	for _, r := range table.R32 {
		if goesOn {
			within(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
}
