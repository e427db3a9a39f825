package assay

import "strings"

// TagPlan is what a codebook of another program would do to a case's, as data:
// nothing has been done yet.
type TagPlan struct {
	Tags []PlannedTag // each after the one that it is below
	Lost []Sentence   // what is not taken over

	Added, Completed, Known int // how many are new, know more than the case, say nothing new; once the plan was compared with a case
}

// PlannedTag is a tag of a plan.
type PlannedTag struct {
	Name        string   `json:"name"`
	Above       int      `json:"above"` // which tag of the plan it is below; -1 for none
	Colour      string   `json:"colour,omitempty"`
	Description string   `json:"description,omitempty"`
	Aliases     []string `json:"aliases,omitempty"`
	New         bool     `json:"-"` // the case has no tag that is called so
}

// MaxPlannedTags is how many tags a plan may have.
const MaxPlannedTags = 20_000

// Check fails with KindInvalid if a plan is none: it may come from a form.
func (p *TagPlan) Check() error {
	if len(p.Tags) > MaxPlannedTags {
		return Invalid("file", "This codebook has more than %d tags. Split it.", MaxPlannedTags)
	}
	for i, t := range p.Tags {
		if t.Above < -1 || t.Above >= i || strings.TrimSpace(t.Name) == "" {
			return Invalid("file", "The codebook is not complete. Choose the file again.")
		}
	}
	return nil
}

// tagShades are the colours of tags as other programs have them: those of a page
// by day.
var tagShades = map[string][3]int{
	"red": {0xc0, 0x39, 0x2b}, "orange": {0xc9, 0x6a, 0x12}, "yellow": {0xc9, 0xa2, 0x0e}, "green": {0x3d, 0x8b, 0x40},
	"teal": {0x1f, 0x8a, 0x86}, "blue": {0x2f, 0x6f, 0xc4}, "violet": {0x7a, 0x4f, 0xc0}, "grey": {0x7a, 0x75, 0x6c},
}

// TagShade returns the red, green and blue of a colour of tags.
func TagShade(colour string) (rgb [3]int, ok bool) {
	rgb, ok = tagShades[colour]
	return rgb, ok
}

// NearestTagColour returns the colour of tags that is most like another one, and
// whether it is that very one.
func NearestTagColour(rgb [3]int) (colour string, exact bool) {
	least := -1
	for _, name := range TagColours {
		d := 0
		for i, v := range tagShades[name] {
			d += (v - rgb[i]) * (v - rgb[i])
		}
		if least < 0 || d < least {
			colour, least = name, d
		}
	}
	return colour, least == 0
}
