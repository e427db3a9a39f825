package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/sealed"
	"assay/store"
)

type shareCommand struct {
	File           string   `arg:"" help:"The case to share. It may be open."`
	Out            string   `arg:"" help:"The copy to give away. There must be no such file yet. If its name ends with .age, it is put under a passphrase."`
	Without        []string `help:"What to leave out: originals, private-notes, history, names (of other analysts), marks. Private notes are left out unless --private-notes is given." enum:"originals,private-notes,history,names,marks" placeholder:"PART,…"`
	PrivateNotes   bool     `name:"private-notes" help:"Leave private notes in."`
	PassphraseFile string   `name:"passphrase-file" help:"Put the copy under the passphrase on the first line of this file." placeholder:"FILE"`
	DryRun         bool     `name:"dry-run" help:"Write nothing, and print what would leave."`
	JSON           bool     `name:"json" help:"Print what leaves as JSON."`
}

func (o *shareCommand) want() assay.Share {
	out := func(part string) bool { return slices.Contains(o.Without, part) }
	return assay.Share{
		Originals: !out("originals"), PrivateNotes: o.PrivateNotes && !out("private-notes"), History: !out("history"), Names: !out("names"), Marks: !out("marks"),
	}
}

// Run writes a copy that is made to be given away, and says what leaves in it.
func (o *shareCommand) Run(t *terminal) (err error) {
	s, err := t.look(o.File, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var l *assay.Leaving
	if o.DryRun {
		l, err = s.ForeseeShare(t.ctx, o.want())
	} else {
		var passphrase string
		if passphrase, err = o.passphrase(t); err != nil {
			return err
		}
		l, err = s.Share(t.ctx, o.Out, o.want(), store.Sharing{Passphrase: passphrase, Told: t.progress("Making the copy")})
		if err == nil && passphrase == "" {
			t.own(o.Out)
		}
	}
	if err != nil {
		return err
	}
	if o.JSON {
		return writeLeaving(t.out, l)
	}
	o.say(t.out, l)
	return nil
}

// passphrase returns the passphrase that the copy is to be put under, "" for none.
func (o *shareCommand) passphrase(t *terminal) (string, error) {
	if o.PassphraseFile == "" && !strings.HasSuffix(strings.ToLower(o.Out), sealed.Ext) {
		return "", nil
	}
	if !strings.HasSuffix(strings.ToLower(o.Out), sealed.Ext) {
		return "", assay.Invalid("path", "A copy under a passphrase has a name that ends with .assay.age.")
	}
	passphrase, err := t.passphraseFrom(o.PassphraseFile, "A passphrase for the copy:")
	if err == nil {
		err = sealed.CheckPassphrase(passphrase)
	}
	if err != nil || o.PassphraseFile != "" {
		return passphrase, err
	}
	again, err := t.askPassphrase("Once more:")
	if err == nil && again != passphrase {
		err = assay.Invalid("passphrase", "The two passphrases are not the same. Nothing was written.")
	}
	return passphrase, err
}

// shownLeaving is how many names of files and addresses are printed. JSON has them all.
const shownLeaving = 20

func (o *shareCommand) say(w io.Writer, l *assay.Leaving) {
	if o.DryRun {
		fmt.Fprintf(w, "%s would have in it:\n", o.Out)
	} else {
		fmt.Fprintf(w, "%s can be given away, and has been checked. It has in it:\n", o.Out)
	}
	line := func(format string, args ...any) { fmt.Fprintf(w, "  "+format+"\n", args...) }
	line("%s, %s, %s, %s, %s, %s", several(l.Articles, "article"), several(l.Texts, "text"), several(l.Claims, "claim"), several(l.Questions, "question"), several(l.Mentions, "mention"), several(l.Notes, "note"))
	line("%s with %d bytes", several(l.Originals, "original"), l.OriginalBytes)
	if l.Private > 0 {
		line("Private notes among the notes: %d", l.Private)
	}
	line("%s, by %s", several(l.Operations, "operation"), several(len(l.By), "analyst"))
	for _, by := range l.By {
		name := by.Name
		if name == "" {
			name = "somebody without a name"
		}
		line("  %s: %s", isolated(name), several(by.Operations, "operation"))
	}
	listed(w, "Names of files", l.Files)
	listed(w, "Addresses", l.Addresses)
	if l.Unsettled > 0 {
		line("Of %s in conflict only what is shown is in it.", several(l.Unsettled, "field"))
	}
	k := l.Kept
	line("Left out: %s, %s, %s of analysts, %s, %s that were deleted", several(k.Originals, "original"), several(k.PrivateNotes, "private note"), several(k.Names, "name"), several(k.Marks, "mark"), several(k.Deleted, "thing"))
}

func listed(w io.Writer, title string, list []string) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "  %s (%d):\n", title, len(list))
	for _, name := range list[:min(len(list), shownLeaving)] {
		fmt.Fprintf(w, "    %s\n", isolated(name))
	}
	if more := len(list) - shownLeaving; more > 0 {
		fmt.Fprintf(w, "    and %d more\n", more)
	}
}

// leavingJSON is what leaves for other programs.
type leavingJSON struct {
	Articles      int           `json:"articles"`
	Texts         int           `json:"texts"`
	Claims        int           `json:"claims"`
	Questions     int           `json:"questions"`
	Mentions      int           `json:"mentions"`
	Judgements    int           `json:"judgements"`
	Notes         int           `json:"notes"`
	PrivateNotes  int           `json:"private_notes"`
	Originals     int           `json:"originals"`
	OriginalBytes int64         `json:"original_bytes"`
	Operations    int           `json:"operations"`
	Unsettled     int           `json:"in_conflict"`
	By            []mergeByJSON `json:"by"`
	Files         []string      `json:"files"`
	Addresses     []string      `json:"addresses"`
	LeftOut       leftOutJSON   `json:"left_out"`
}

type leftOutJSON struct {
	Originals    int `json:"originals"`
	PrivateNotes int `json:"private_notes"`
	Names        int `json:"names"`
	Marks        int `json:"marks"`
	Deleted      int `json:"deleted"`
}

func writeLeaving(w io.Writer, l *assay.Leaving) error {
	out := leavingJSON{
		Articles: l.Articles, Texts: l.Texts, Claims: l.Claims, Questions: l.Questions, Mentions: l.Mentions, Judgements: l.Judgements, Notes: l.Notes, PrivateNotes: l.Private,
		Originals: l.Originals, OriginalBytes: l.OriginalBytes, Operations: l.Operations, Unsettled: l.Unsettled,
		By: []mergeByJSON{}, Files: append([]string{}, l.Files...), Addresses: append([]string{}, l.Addresses...), LeftOut: leftOutJSON(l.Kept),
	}
	for _, by := range l.By {
		out.By = append(out.By, mergeByJSON{by.Actor.String(), by.Name, by.Operations})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
