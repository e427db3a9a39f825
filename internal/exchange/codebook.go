package exchange

import (
	"fmt"
	"strconv"
	"strings"

	"assay/internal/assay"
)

// How much of a codebook is read. Nobody keeps one in mind that is larger.
const (
	maxCodebook = 16 << 20 // bytes
	maxNesting  = 64       // tags below each other
	maxTagName  = 500      // bytes
	maxMeaning  = 20_000   // bytes
)

// codes gathers the tags of a codebook that is being read. Names are unique in a
// case, which they are not in other programs.
type codes struct {
	plan  assay.TagPlan
	named map[string]int // in lower case
	lost  map[string]bool
	inked int // colours that are not quite those of the file
}

func newCodes() *codes { return &codes{named: map[string]int{}, lost: map[string]bool{}} }

// lose notes once that something is not taken over.
func (c *codes) lose(what assay.Sentence) {
	if says := what.String(); !c.lost[says] && len(c.lost) < 200 {
		c.lost[says] = true
		c.plan.Lost = append(c.plan.Lost, what)
	}
}

// add takes a tag over and returns its place in the plan; -1 if it has no name.
func (c *codes) add(t assay.PlannedTag) (int, error) {
	t.Name = short(strings.Join(strings.Fields(t.Name), " "), maxTagName)
	if t.Name == "" {
		c.lose(assay.Say("A tag without a name."))
		return -1, nil
	}
	if len(c.plan.Tags) == assay.MaxPlannedTags {
		return -1, assay.Invalid("file", "This codebook has more than %d tags. Split it.", assay.MaxPlannedTags)
	}
	if there, twice := c.named[assay.FoldName(t.Name)]; twice {
		if c.plan.Tags[there].Above == t.Above {
			c.lose(assay.Say("A second tag “%s” at the same place.", t.Name))
			return there, nil
		}
		was := t.Name
		t.Name = c.apart(t)
		c.lose(assay.Say("There are two tags “%s”. The second is called “%s” here, since a name means one tag.", was, t.Name))
		if there, ok := c.named[assay.FoldName(t.Name)]; ok {
			return there, nil
		}
	}
	c.named[assay.FoldName(t.Name)] = len(c.plan.Tags)
	c.plan.Tags = append(c.plan.Tags, t)
	return len(c.plan.Tags) - 1, nil
}

// describe gives a tag of the plan its meaning, if it has none yet.
func (c *codes) describe(at int, meaning string) {
	meaning = strings.TrimSpace(meaning)
	if at < 0 || meaning == "" || c.plan.Tags[at].Description != "" {
		return
	}
	t := &c.plan.Tags[at]
	if len(meaning) > maxMeaning {
		c.lose(assay.Say("The end of the meaning of “%s”, which is too long.", t.Name))
	}
	t.Description = short(meaning, maxMeaning)
}

// apart returns another name for a tag that is called like one elsewhere in the
// tree: the same one whenever the file is read.
func (c *codes) apart(t assay.PlannedTag) string {
	above := "top"
	if t.Above >= 0 {
		above = c.plan.Tags[t.Above].Name
	}
	return short(t.Name+" ("+above+")", maxTagName)
}

// ink returns the colour of a tag for #RGB or #RRGGBB, "" for none.
func (c *codes) ink(s string) string {
	digits, ok := strings.CutPrefix(strings.TrimSpace(s), "#")
	if !ok {
		return ""
	}
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		return ""
	}
	colour, exact := assay.NearestTagColour([3]int{int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)})
	if !exact {
		c.inked++
	}
	return colour
}

// done returns what was read.
func (c *codes) done() (assay.TagPlan, error) {
	if len(c.plan.Tags) == 0 {
		return assay.TagPlan{}, assay.Invalid("file", "There is no tag in this file.")
	}
	if c.inked > 0 {
		c.lose(assay.Say("The exact colours of %d tags: they get the most similar of the %d that tags have here.", c.inked, len(assay.TagColours)))
	}
	return c.plan, nil
}

// short returns the beginning of a text of at most so many bytes, in whole
// characters.
func short(s string, n int) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if len(s) <= n {
		return s
	}
	return strings.TrimSpace(strings.ToValidUTF8(s[:n], ""))
}

// hex writes a colour of tags as #RRGGBB, "" for none.
func hex(colour string) string {
	rgb, ok := assay.TagShade(colour)
	if !ok {
		return ""
	}
	return fmt.Sprintf("#%02X%02X%02X", rgb[0], rgb[1], rgb[2])
}
