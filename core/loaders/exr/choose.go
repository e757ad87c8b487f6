package exr

import (
	"slices"
	"strings"

	"apsync/core/raster"
)

// model is what channels make a picture.
type model uint8

// The models, the best first.
const (
	colourModel  model = iota // red, green, blue
	lumaModel                 // brightness and two differences
	greyModel                 // brightness
	partialModel              // one or two of three
	singleModel               // something else
)

// The roles of channels in a picture; brightness and differences take the places of
// colours.
const (
	red = iota
	green
	blue
	alpha
	roles
)

// none stands for a channel that there is not.
const none = -1

// choice is a layer of a part.
type choice struct {
	part     *part
	layer    string
	model    model
	channels [roles]int // in the part's list, or none
	isData   bool       // no picture, as depth
	view     int        // 0 the default, 1 others
	name     int        // how it sounds, 0 the best
	count    int        // of all there are in the file
}

// layout returns what pixels of the picture are.
func (c *choice) layout() raster.Layout {
	grey := c.model == greyModel || c.model == singleModel
	switch hasAlpha := c.channels[alpha] != none; {
	case grey && hasAlpha:
		return raster.GreyAlpha
	case grey:
		return raster.Grey
	case hasAlpha:
		return raster.RGBA
	}
	return raster.RGB
}

// title names the choice to a person.
func (c *choice) title() string {
	switch {
	case c.layer != "" && c.part.name != "":
		return "layer " + printable(c.layer) + " of part " + printable(c.part.name)
	case c.layer != "":
		return "layer " + printable(c.layer)
	case c.part.name != "":
		return "part " + printable(c.part.name)
	case c.model == singleModel:
		return "channel " + printable(c.part.channels[c.channels[red]].Name)
	}
	return "the layer without a name"
}

func printable(name string) string { return `"` + strings.ToValidUTF8(name, "?") + `"` }

// choose returns what a person would call the picture of the file.
func choose(parts []*part) *choice {
	var best *choice
	n := 0
	for _, p := range parts {
		for _, c := range p.choices() {
			c.judge(parts[0])
			n++
			if best == nil || c.betterThan(best) {
				best = c
			}
		}
	}
	best.count = n
	return best
}

// betterThan reports whether c rather than other is the picture.
func (c *choice) betterThan(other *choice) bool {
	return slices.Compare(c.rank(), other.rank()) < 0
}

// rank returns what choices are compared by, the weightiest first.
func (c *choice) rank() []int {
	return []int{asNumber(c.isData), int(max(c.model, lumaModel)), c.view, c.name, asNumber(c.part.deep)}
}

func asNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// choices returns the layers of a part, each channel that is in no colour by itself.
func (p *part) choices() []*choice {
	type group struct {
		layer   string
		members []int
	}
	var groups []*group
	byLayer := map[string]*group{}
	for i := range p.channels {
		layer, _ := splitName(p.channels[i].Name)
		g := byLayer[layer]
		if g == nil {
			g = &group{layer: layer}
			byLayer[layer] = g
			groups = append(groups, g)
		}
		g.members = append(g.members, i)
	}
	var all []*choice
	for _, g := range groups {
		all = append(all, p.choicesOf(g.layer, g.members)...)
	}
	return all
}

// splitName returns the layer of a channel, without its dot, and the name in it.
func splitName(name string) (layer, base string) {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return "", name
}

// baseNames are the channels of pictures.
var baseNames = map[string]int{
	"r": red, "red": red, "g": green, "grn": green, "green": green, "b": blue, "blu": blue, "blue": blue,
	"a": alpha, "alpha": alpha,
}

// lumaNames are those of brightness and its differences.
var lumaNames = map[string]int{"y": red, "ry": green, "by": blue, "l": red, "luminance": red, "grey": red, "gray": red}

// vectorNames are those of data that is no colour.
var vectorNames = map[string]int{"x": red, "y": green, "z": blue, "u": red, "v": green}

// choicesOf returns what the channels of a layer are: a picture, and others singly.
func (p *part) choicesOf(layer string, members []int) []*choice {
	var all []*choice
	if c, ok := p.picture(members); ok {
		c.layer = layer
		all = append(all, c)
	}
	for _, i := range members {
		if len(all) == 0 || !slices.Contains(all[0].channels[:], i) {
			all = append(all, &choice{part: p, layer: layer, model: singleModel, channels: [roles]int{i, none, none, none}})
		}
	}
	return all
}

// picture returns what the channels of a layer are together, or false.
func (p *part) picture(members []int) (*choice, bool) {
	colours, lumas, vectors := p.roles(members, baseNames), p.roles(members, lumaNames), p.roles(members, vectorNames)
	c := &choice{part: p}
	switch {
	case count(colours) == 3:
		c.model, c.channels = colourModel, colours
	case count(lumas) == 3:
		c.model, c.channels = lumaModel, lumas
	case count(vectors) > 1:
		c.model, c.channels, c.isData = partialModel, vectors, true
	case lumas[red] != none:
		c.model, c.channels = greyModel, [roles]int{lumas[red], none, none, none}
	case count(colours) == 2:
		c.model, c.channels = partialModel, colours
	case count(colours) == 1:
		c.model, c.channels = singleModel, [roles]int{max(colours[red], colours[green], colours[blue]), none, none, none}
	default:
		return nil, false
	}
	c.channels[alpha] = colours[alpha]
	return c, true
}

// count returns how many colours there are.
func count(channels [roles]int) int {
	n := 0
	for _, i := range channels[:alpha] {
		if i != none {
			n++
		}
	}
	return n
}

// roles returns which members have the roles that names give.
func (p *part) roles(members []int, names map[string]int) [roles]int {
	found := [roles]int{none, none, none, none}
	for _, i := range members {
		_, base := splitName(p.channels[i].Name)
		if role, ok := names[strings.ToLower(base)]; ok && found[role] == none {
			found[role] = i
		}
	}
	return found
}

// pictureWords and dataWords are parts of the names of layers that are the picture,
// or none.
var (
	pictureWords = strings.Fields("rgba rgb beauty combined composite comp color colour final main image default master bty c")
	dataWords    = strings.Fields("z depth zdepth n normal normals nn p position pos pworld pref point motion mv motionvector " +
		"vector vec velocity speed uv st id objectid materialid matid indexob indexma crypto cryptomatte cryptoobject " +
		"cryptoasset cryptomaterial mask matte holdout coverage samples sample count variance denoising debug noise " +
		"displacement tangent curvature")
)

// judge works out how a choice sounds. First is the file's first part.
func (c *choice) judge(first *part) {
	words := wordsOf(c.part.name + " " + c.layer)
	if c.model == singleModel {
		_, base := splitName(c.part.channels[c.channels[red]].Name)
		words = append(words, wordsOf(base)...)
	}
	isPicture := slices.ContainsFunc(words, func(w string) bool { return slices.Contains(pictureWords, w) })
	c.isData = c.isData || slices.ContainsFunc(words, isData)
	c.view = asNumber(c.part.view != first.view || len(c.part.views) > 0 && slices.ContainsFunc(words, c.part.isOtherView))
	switch {
	case c.layer == "" && c.part.name == "":
		c.name = 0
	case isPicture:
		c.name = 1
	case c.layer == "":
		c.name = 2
	default:
		c.name = 3
	}
}

// isData reports whether a word of a name tells of data, also with a number behind.
func isData(word string) bool {
	return slices.Contains(dataWords, strings.TrimRight(word, "0123456789"))
}

// isOtherView reports whether a word is the name of a view that is not the default.
func (p *part) isOtherView(word string) bool { return slices.Contains(p.views[1:], word) }

// wordsOf returns the words of a name, in lower case.
func wordsOf(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return strings.ContainsRune(" ._-/:", r)
	})
}
