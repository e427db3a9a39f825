package views

import (
	"context"
	"net/url"
	"strings"

	"assay/internal/assay"
	"assay/internal/tr"
)

// TagFilterView is the part of a filter that asks for tags.
type TagFilterView struct {
	Root   CaseRoot
	Tags   []assay.Tag // of the case
	Filter assay.TagFilter
	Lacks  string // the name of the field for tags that are lacking, "lacks" if empty
}

// AskedTag is a tag that a filter asks for.
type AskedTag struct {
	Value, Label string
	Tag          *assay.Tag // nil if there is no such tag
}

// Asked returns the tags of one side of the filter.
func (v *TagFilterView) Asked(set assay.TagSet) []AskedTag {
	var list []AskedTag
	for _, word := range set.Words() {
		a := AskedTag{Value: word, Label: word, Tag: assay.TagCalled(v.Tags, word)}
		if a.Tag != nil {
			a.Value, a.Label = a.Tag.ID.String(), a.Tag.Name
		}
		list = append(list, a)
	}
	return list
}

// Summary says what the filter asks for.
func (v *TagFilterView) Summary(ctx context.Context) string {
	names := func(set assay.TagSet) string {
		var list []string
		for _, a := range v.Asked(set) {
			list = append(list, a.Label)
		}
		return strings.Join(list, ", ")
	}
	has, lacks := names(v.Filter.Has), names(v.Filter.Lacks)
	switch {
	case has == "" && lacks == "":
		return tr.Say(ctx, "Tags")
	case lacks == "":
		return tr.Say(ctx, "Tags: %s", has)
	case has == "":
		return tr.Say(ctx, "Tags: without %s", lacks)
	}
	return tr.Say(ctx, "Tags: %s; without %s", has, lacks)
}

// addTags puts what a filter asks of tags into an address.
func addTags(q url.Values, f assay.TagFilter) {
	for name, set := range map[string]assay.TagSet{"tag": f.Has, "lacks": f.Lacks} {
		if words := set.Words(); len(words) > 0 {
			q[name] = words
		}
	}
	if f.Any() && f.Exact {
		q.Set("exact", "true")
	}
}
