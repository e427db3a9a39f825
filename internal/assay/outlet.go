package assay

import (
	"slices"
	"strings"
)

// Credit is what the words of an article say of who wrote it: the agency of its
// dateline, of its byline or of the note below it. It is worked out from the text
// and kept with the index: nothing that is shared.
type Credit struct {
	Article ArticleID
	Name    string
	Source  SourceID // zero if the case has none of that name
}

// proposeOutlets adds to found which outlet an article seems to come from, told
// apart by where it was shown and who wrote it, each by the name that the case
// has for it.
func (v *View) proposeOutlets(a *Article, f *Facts, found map[string]string) {
	if a.Host.IsZero() {
		if host := v.hostOf(a, f); host != "" {
			found["host"] = v.calledHere(host)
		}
	}
	if a.TextOrigin.IsZero() {
		if writer := v.writerOf(a, f); writer != "" {
			found["text_origin"] = writer
		}
	}
}

// hostOf returns where an article was shown: the site of its address, or the site
// that a page says it is of.
func (v *View) hostOf(a *Article, f *Facts) string {
	if domain := Domain(f.URL); domain != "" {
		return domain
	}
	if t := v.texts[a.Text]; t != nil && strings.HasPrefix(t.Extractor, "html") {
		return f.Site
	}
	return ""
}

// writerOf returns who wrote an article: the one whom its words credit, else the
// outlet that its byline is the name of, else the site that it is of.
func (v *View) writerOf(a *Article, f *Facts) string {
	var credited []string
	for _, c := range v.Case.Credits {
		if c.Article != a.ID {
			continue
		}
		name := c.Name
		if s := v.Source(c.Source); s != nil && s.Name != "" {
			name = s.Name
		}
		credited = append(credited, name)
	}
	if len(credited) == 1 { // of two, nobody can say which
		return v.calledHere(credited[0])
	}
	if s := v.outletCalled(f.Byline); s != nil {
		return s.Name
	}
	if f.Site == "" {
		return ""
	}
	if host := v.hostCalled(a, f.Site); host != nil {
		if v.outletCalled(host.Name) != host && host.Domain != "" {
			return host.Domain // another is called the same
		}
		return host.Name
	}
	return v.calledHere(f.Site)
}

// hostCalled returns the outlet at which an article was shown, if a name means it;
// nil if it does not.
func (v *View) hostCalled(a *Article, name string) *Source {
	host := v.Source(v.Resolve(a.Host))
	if host == nil || host.Name == "" {
		return nil
	}
	for _, s := range []*Source{host, v.Source(a.Host)} {
		if s != nil && slices.ContainsFunc(append([]string{s.Name, s.Domain}, s.Aliases...), func(n string) bool { return PlainName(n) == PlainName(name) }) {
			return host
		}
	}
	return nil
}

// calledHere returns the name that the case has for an outlet, or its own if the
// case does not know it.
func (v *View) calledHere(name string) string {
	if s := v.outletCalled(name); s != nil {
		return s.Name
	}
	return name
}

// outletCalled returns the outlet of the case that a name, an alias or a domain
// means, nil if there is none or more than one.
func (v *View) outletCalled(name string) *Source {
	if v.outlets == nil {
		v.outlets = map[string]*Source{}
		for i := range v.Case.Sources {
			v.nameOutlet(&v.Case.Sources[i])
		}
	}
	return v.outlets[PlainName(name)]
}

// nameOutlet notes by what an outlet is called.
func (v *View) nameOutlet(s *Source) {
	one := v.Source(v.Resolve(s.ID))
	if s.Kind != "outlet" && s.Kind != "wire" || one == nil || one.Name == "" {
		return
	}
	for _, name := range append([]string{s.Name, s.Domain}, s.Aliases...) {
		if name = PlainName(name); name == "" {
			continue
		}
		if other, taken := v.outlets[name]; taken && other != one {
			v.outlets[name] = nil
			continue
		}
		v.outlets[name] = one
	}
}
