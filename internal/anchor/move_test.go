package anchor

import (
	"strings"
	"testing"
)

func TestMoved(t *testing.T) {
	for _, test := range []struct{ name, from, to, fate string }{
		// The passage is in brackets, in both texts.
		{"nothing has changed", "The dam [at Harn] broke.", "The dam [at Harn] broke.", "kept"},
		{"all of it", "[The dam]", "[The dam]", "kept"},
		{"a change after it", "The [dam] broke on Monday.", "The [dam] broke on Tuesday.", "kept"},
		{"a change before it", "On Monday the [dam] broke.", "On Tuesday 🚒 the [dam] broke.", "kept"},
		{"a change on both sides", "Monday: the dam at [Harn broke], officials in Vesterholm say.", "Tuesday: the dam at [Harn broke], officials in Vesterholm said.", "kept"},
		{"a block put in before", "The dam broke.\n\nNobody [was hurt].", "By Dora Pell\n\nThe dam broke.\n\nNobody [was hurt].", "kept"},
		{"one of two alike", "First he said no. Then he [said no].", "At first he said no. Then he [said no] more.", "kept"},
		{"a block put in that begins alike", "The dam broke.\n\n[Nobody] was hurt.", "The dam broke.\n\nNobody knows why it did.\n\n[Nobody] was hurt.", "kept"},
		{"another block in its place", "Nobody knew of it on Sunday.\n\n[Nobody] was hurt by it, they say.\n\nIt was old.", "[Nobody] knew of it on Sunday.\n\nIt was old.", "unsure"},
		{"a block that is there twice", "The dam broke.\n\n[Share this]\n\nIt was old.\n\nShare this", "Share this\n\nThe dam broke.\n\n[Share this]\n\nIt was old.\n\nShare this", "kept"},
		{"moved elsewhere", "The dam broke. [Nobody was hurt at all]. It was old.", "The dam broke and it was old, they say. Later: [Nobody was hurt at all], we hear.", "unsure"},
		{"another letter", "The dam at [Harn broke on Monday] at noon.", "A dam at [Harn broke on Mondey] at nine.", "unsure"},
		{"other quotation marks", "He said: [“We won.”] Then left.", "She said: [\"We won.\"] Then stayed.", "unsure"},
		{"a longer word", "There came [nine] ships.", "There came [nine]teen boats.", "unsure"},
		{"a longer number at the end", "Its level rose to [4]", "Its level rose to [4]00", "unsure"},
		{"a longer number at the start", "[5 people] were hurt.", "2[5 people] were hurt.", "unsure"},
		{"a part of a word, at the start", "[Harn]burg was flooded.", "[Harn]burg was flooded on Monday.", "kept"},
		{"a part of a word, at the end", "They went to Harn[burg]", "On Monday they went to Harn[burg]", "kept"},
		{"a longer number behind a comma", "The level rose to [4] metres.", "The level rose to [4],5 metres.", "unsure"},
		{"a longer number before a point", "The level rose [5 metres].", "The level rose 2.[5 metres].", "unsure"},
		{"a number that ends a sentence", "The level rose to [4]. It fell.", "Then the level rose to [4]. It fell.", "kept"},
		{"taken out", "The dam broke. [Nobody was hurt.] It was old.", "The dam broke. It was old.", "gone"},
		{"an empty passage", "The []dam broke.", "The dam broke.", "gone"},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, span := bracketed(test.from)
			to, want := bracketed(test.to)
			got, fate := NewMover(from, to).Move(span)
			if got != want || string(fate) != test.fate {
				t.Errorf("got %q at %v, %s; want %v, %s", to.Slice(got), got, fate, want, test.fate)
			}
		})
	}
}

// bracketed returns s without its brackets and the span between them.
func bracketed(s string) (Text, Span) {
	before, rest, _ := strings.Cut(s, "[")
	inside, after, _ := strings.Cut(rest, "]")
	start := NewText(before).Len()
	if rest == "" {
		start = 0
	}
	return NewText(before + inside + after), Span{start, start + NewText(inside).Len()}
}

func TestMovedWithoutAnyTextLeft(t *testing.T) {
	if got, fate := NewMover(NewText("The dam"), NewText("")).Move(Span{0, 7}); fate != Gone || !got.Empty() {
		t.Errorf("got %v, %s", got, fate)
	}
}
