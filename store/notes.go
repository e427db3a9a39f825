package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/search"
)

// notable are the kinds of things that can have notes.
var notable = slices.Concat(taggable, []assay.Kind{assay.KindTag, assay.KindCase})

// maxNote is how long a note may be, in bytes.
const maxNote = 100_000

// NewNote is a note that is being written.
type NewNote struct {
	Target  assay.EntityID
	Text    string
	Private bool // to be left out of what is shared
}

// AddNote adds a note to something.
func (s *Store) AddNote(ctx context.Context, n NewNote) (id assay.NoteID, act assay.ActID, err error) {
	v, err := memo(n.Text)
	if err != nil {
		return id, act, err
	}
	act, err = s.update(ctx, func(t *tx) error {
		if err := t.existsAs(ctx, notable, n.Target); err != nil {
			return err
		}
		id = assay.NewID[assay.Note](t.author.Now())
		f := oplog.Fields{"target": oplog.Encode(n.Target), "text": v}
		if n.Private {
			f["private"] = oplog.Encode(true)
		}
		return t.edit(ctx, assay.KindNote, assay.EntityID(id), f)
	})
	return id, act, err
}

// NoteChange is what is to be changed about a note; nil fields stay.
type NoteChange struct {
	Text    *Edit[string]
	Private *Edit[bool]
}

// ChangeNote changes a note. It fails with KindConflict if somebody has changed
// the same since the analyst looked.
func (s *Store) ChangeNote(ctx context.Context, id assay.NoteID, c NoteChange) (assay.ActID, error) {
	var e draft
	if err := errors.Join(
		edited(&e, "text", c.Text, memo),
		edited(&e, "private", c.Private, ticked),
	); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error { return t.change(ctx, assay.KindNote, assay.EntityID(id), e) })
}

// RemoveNote withdraws a note. It fails with KindConflict if somebody has
// changed its text since the analyst looked.
func (s *Store) RemoveNote(ctx context.Context, id assay.NoteID, seen string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		notes, err := t.notes(ctx, `id = ?`, id[:])
		if err != nil {
			return err
		}
		if len(notes) == 0 {
			return assay.NotFound(noun(assay.KindNote))
		}
		if squeezed(notes[0].Text) != squeezed(seen) {
			return stale(assay.KindNote, "text", oplog.Encode(notes[0].Text))
		}
		return t.retract(ctx, assay.KindNote, assay.EntityID(id), "")
	})
}

// memo is the value of a note's text, whose line ends and indentation are part
// of what it says.
func memo(text string) (oplog.Value, error) {
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), " \t\n")
	switch {
	case strings.TrimSpace(text) == "":
		return nil, assay.Invalid("text", "Write the note.")
	case len(text) > maxNote:
		return nil, assay.Invalid("text", "This note is too long. Split it in two.")
	}
	return said(strings.TrimLeft(text, "\n")), nil
}

// ticked is the value of a flag; one that is not set says nothing.
func ticked(set bool) (oplog.Value, error) {
	if !set {
		return oplog.Null, nil
	}
	return oplog.Encode(true), nil
}

// noteKinds say which notes are on things of a kind.
var noteKinds = map[assay.Kind]string{
	assay.KindMention: "mention", assay.KindClaim: "claim", assay.KindArticle: "article", assay.KindSource: "source", assay.KindQuestion: "question",
	assay.KindVersion: "version", assay.KindEvent: "event", assay.KindTag: "tag", assay.KindCase: `"case"`,
}

// Notes returns one page of the notes, the latest first: all that the analyst
// may see, which are their own and those that are not private.
func (s *Store) Notes(ctx context.Context, f assay.NoteFilter) (p assay.NotesPage, err error) {
	p.Filter = f
	err = s.view(ctx, func(t *tx) error {
		mine, err := t.mine(ctx, s.Me())
		if err != nil {
			return err
		}
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM note WHERE `+mayRead, mine).Scan(&p.All); err != nil {
			return err
		}
		where, err := t.notesWhere(ctx, f, mine)
		if err != nil {
			return err
		}
		var total int
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM note WHERE `+where.String(), where.args...).Scan(&total); err != nil {
			return err
		}
		p.Leaf = assay.Turn(f.Page, assay.NotesPageSize, total)
		ids, err := query(ctx, t, `SELECT id FROM note WHERE `+where.String()+` ORDER BY made DESC, id DESC LIMIT ? OFFSET ?`,
			append(where.args, assay.NotesPageSize, p.Leaf.From), scanID[assay.Note])
		if err != nil {
			return err
		}
		return t.fillNotes(ctx, &p, ids)
	})
	return p, err
}

// fillNotes reads some notes and what they are on.
func (t *tx) fillNotes(ctx context.Context, p *assay.NotesPage, ids []assay.NoteID) error {
	notes, err := t.notes(ctx, `id `+among, hexList(ids))
	if err != nil {
		return err
	}
	things := make([]assay.EntityID, 0, len(notes))
	for i := range notes {
		things = append(things, notes[i].Target)
	}
	slices.Reverse(notes) // the latest first
	if p.Case, err = t.loadThings(ctx, things); err != nil {
		return err
	}
	p.Case.Notes = notes
	p.Case.Taggings, err = t.taggings(ctx, `target `+among, hexList(things))
	return err
}

// Note returns a page with one note. It fails with KindNotFound.
func (s *Store) Note(ctx context.Context, id assay.NoteID) (p assay.NotesPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		mine, err := t.mine(ctx, s.Me())
		if err != nil {
			return err
		}
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM note WHERE `+mayRead+` AND id = ?`, mine, id[:]).Scan(&p.All); err != nil {
			return err
		}
		if p.All == 0 {
			return assay.NotFound(noun(assay.KindNote))
		}
		p.Leaf = assay.Turn(0, assay.NotesPageSize, 1)
		return t.fillNotes(ctx, &p, []assay.NoteID{id})
	})
	return p, err
}

// mayRead asks for the notes that an analyst may read, who takes what mine
// returns.
const mayRead = `gone = 0 AND (coalesce(private, 0) = 0 OR by ` + among + `)`

// mine returns, as after among, the actors that are the analyst, on whatever
// computer.
func (t *tx) mine(ctx context.Context, me assay.ActorID) (string, error) {
	actors, err := t.actors(ctx)
	if err != nil {
		return "", err
	}
	ids := []assay.ActorID{me}
	v := assay.NewView(&assay.Case{Actors: actors}, me)
	for i := range actors {
		if id := actors[i].ID; id != me && v.Mine(id) {
			ids = append(ids, id)
		}
	}
	return hexList(ids), nil
}

func (t *tx) notesWhere(ctx context.Context, f assay.NoteFilter, mine string) (where filter, err error) {
	where.add(mayRead, mine)
	for word := range strings.FieldsSeq(f.Words) {
		where.add(holding(`"text"`), search.Fold(word))
	}
	if table, ok := noteKinds[f.On]; ok {
		where.add(`target IN (SELECT id FROM ` + table + `)`)
	}
	if !f.By.IsZero() {
		where.add(`by = ?`, f.By[:])
	}
	switch f.Who {
	case assay.PrivateNotes:
		where.add(`private = 1`)
	case assay.SharedNotes:
		where.add(`coalesce(private, 0) = 0`)
	}
	return where, where.tags(ctx, t, `target`, f.Tags)
}
