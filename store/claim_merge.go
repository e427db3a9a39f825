package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// inSight are those claims of idList that are in the case.
var inSight = `id IN ` + idList + ` AND ` + there("claim")

// merged returns which claims stand for others that were merged with them. In
// most cases there are none, which costs one look at an empty table.
func (t *tx) merged(ctx context.Context) (assay.Merged, error) {
	if t.ones != nil {
		return *t.ones, nil
	}
	c := &assay.Case{}
	sames, err := t.sames(ctx)
	if err != nil {
		return nil, err
	}
	var ids []assay.ClaimID
	for _, s := range sames {
		if s.Of == assay.KindClaim && s.Verdict == "same" {
			c.Sames, ids = append(c.Sames, s), append(ids, assay.ClaimID(s.A), assay.ClaimID(s.B))
		}
	}
	if len(ids) > 0 {
		if c.Claims, err = t.claims(ctx, inSight, hexList(ids)); err != nil {
			return nil, err
		}
		if c.Judgements, err = t.judgements(ctx, `target IN `+idList+` AND dimension = 'rank'`, hexList(ids)); err != nil {
			return nil, err
		}
	}
	m := c.Merged()
	t.ones = &m
	return m, nil
}

// with returns some claims with all that were merged with them.
func (t *tx) with(ctx context.Context, ids ...assay.ClaimID) ([]assay.ClaimID, error) {
	m, err := t.merged(ctx)
	return m.With(ids...), err
}

// one returns the claim that stands for id. It fails with KindNotFound if that
// is not there.
func (t *tx) one(ctx context.Context, id assay.ClaimID) (assay.ClaimID, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return id, err
	}
	id = m.One(id)
	return id, t.exists(ctx, assay.KindClaim, assay.EntityID(id))
}

// outdateMerged notes that the index does not say what claims are called that
// were merged or taken apart, or of which one is worded differently: each is
// found by all their wordings.
func (b *bulk) outdateMerged(ctx context.Context, s *oplog.State) error {
	var one, other oplog.ID
	switch {
	case s.Kind == string(assay.KindSame) && s.Value("of").Text() == string(assay.KindClaim):
		one, other = s.Value("a").ID(), s.Value("b").ID()
	case s.Kind == string(assay.KindClaim):
		one, other = s.Entity, s.Entity
		merged, err := b.isMerged(ctx, one)
		if err != nil || !merged {
			return err
		}
	default:
		return nil
	}
	// One by way of others, or that was so until now: there are never many.
	_, err := b.ExecContext(ctx, `
		INSERT INTO findable_stale (kind, entity)
		SELECT 'claim', id FROM (SELECT ?1 AS id UNION SELECT ?2 UNION SELECT a FROM same WHERE "of" = 'claim' UNION SELECT b FROM same WHERE "of" = 'claim')
		WHERE 1 ON CONFLICT DO NOTHING`, one[:], other[:])
	return err
}

// isMerged reports whether a claim is or was one with another, as far as that has been
// written: who writes what says so outdates both.
func (b *bulk) isMerged(ctx context.Context, id oplog.ID) (merged bool, err error) {
	if b.merges == nil {
		var some bool
		if err := b.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM same WHERE "of" = 'claim')`).Scan(&some); err != nil {
			return false, err
		}
		b.merges = &some
	}
	if *b.merges {
		err = b.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM same WHERE "of" = 'claim' AND (a = ?1 OR b = ?1))`, id[:]).Scan(&merged)
	}
	return merged, err
}

// otherWordings returns, one to a line, what else a claim is called by way of
// those that were merged with it.
func (t *tx) otherWordings(ctx context.Context, id assay.ClaimID) (string, error) {
	m, err := t.merged(ctx)
	if err != nil || len(m) == 0 {
		return "", err
	}
	list, err := query(ctx, t, `SELECT wording FROM claim WHERE `+there("claim")+` AND wording IS NOT NULL AND id <> ? AND id `+among+` ORDER BY made, id`,
		[]any{id[:], hexList(m.With(id))}, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) })
	return strings.Join(list, "\n"), err
}

// countClaims counts the claims of the case: those that were merged are one.
func (t *tx) countClaims(ctx context.Context) (n int, err error) {
	m, err := t.merged(ctx)
	if err != nil {
		return 0, err
	}
	numbers, err := t.numbers(ctx)
	if err != nil {
		return 0, err
	}
	err = t.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM claim WHERE gone > 0 AND NOT `+there("claim")+`) + (SELECT count(*) FROM claim WHERE id `+among+` AND `+there("claim")+`)`, aside(m)).Scan(&n)
	return len(numbers) - n, err
}

// aside names, as after among, the claims that another one stands for.
func aside(m assay.Merged) string { return hexList(slices.Collect(maps.Keys(m))) }

// onesLead is a table of which claim stands for which others, to go before a
// statement; its argument is what leads makes.
const onesLead = `WITH lead (id, one) AS MATERIALIZED (SELECT unhex(key), unhex(value) FROM json_each(?)) `

// standing returns, of a statement that selects ids of claims, one that selects
// those that stand for them, with its arguments.
func standing(m assay.Merged, claims string, args ...any) (statement string, all []any) {
	if len(m) == 0 {
		return claims, args
	}
	return `SELECT coalesce(unhex(l.value), s.id) FROM (SELECT NULL AS id WHERE 0 UNION ALL ` + claims + `) s LEFT JOIN json_each(?) l ON l.key = hex(s.id)`,
		append(args, leads(m))
}

// leads writes for SQL which claims stand for others.
func leads(m assay.Merged) string {
	list := make(map[string]string, len(m))
	for id, one := range m {
		list[strings.ToUpper(hex.EncodeToString(id[:]))] = hex.EncodeToString(one[:])
	}
	return string(oplog.Encode(list))
}

// related returns the claims that somebody has related to some claims.
func (t *tx) related(ctx context.Context, ids []assay.ClaimID) ([]assay.ClaimID, error) {
	return query(ctx, t, `
		SELECT other FROM judgement WHERE target IN `+idList+` AND dimension IN ('relation', 'adjudication') AND other IS NOT NULL AND gone = 0 AND value IS NOT NULL
		UNION SELECT target FROM judgement WHERE other IN `+idList+` AND (dimension = 'relation' OR dimension = 'adjudication' AND scope = 'relation') AND gone = 0 AND value IS NOT NULL`,
		[]any{hexList(ids)}, scanID[assay.Claim])
}

// withRelated returns some claims with all that were merged with them, and
// those that they are related to with theirs.
func (t *tx) withRelated(ctx context.Context, ids ...assay.ClaimID) ([]assay.ClaimID, error) {
	all, err := t.with(ctx, ids...)
	if err != nil {
		return nil, err
	}
	related, err := t.related(ctx, all)
	if err != nil || len(related) == 0 {
		return all, err
	}
	return t.with(ctx, append(all, related...)...)
}

// Merging returns what some claims have, and what would come of merging them.
// The one that is to stand for all is the first unless keep is one of them. It
// fails with KindNotFound if one is not there.
func (s *Store) Merging(ctx context.Context, ids []assay.ClaimID, keep assay.ClaimID) (p assay.MergePage, err error) {
	err = s.view(ctx, func(t *tx) error {
		p, err = t.merging(ctx, s.Me(), ids, keep)
		return err
	})
	return p, err
}

func (t *tx) merging(ctx context.Context, me assay.ActorID, ids []assay.ClaimID, keep assay.ClaimID) (p assay.MergePage, err error) {
	var ones []assay.ClaimID
	for _, id := range ids {
		if id, err = t.one(ctx, id); err != nil {
			return p, err
		}
		if !slices.Contains(ones, id) {
			ones = append(ones, id)
		}
	}
	if p.Case, err = t.loadClaims(ctx, ones); err != nil {
		return p, err
	}
	p.Plan = assay.NewView(p.Case, me).PlanMerge(ones, keep)
	return p, nil
}

// MergeClaims makes several claims one: the one that is kept stands for all,
// with its wording, and the wordings of the others stay with it. Nothing that
// bears on any of them is rewritten, except that a passage that was marked the
// same for two of them is marked once from now on. It fails with KindInvalid if
// there are not two claims.
func (s *Store) MergeClaims(ctx context.Context, ids []assay.ClaimID, keep assay.ClaimID) (act assay.ActID, plan assay.MergePlan, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		p, err := t.merging(ctx, s.Me(), ids, keep)
		if err != nil {
			return err
		}
		if plan = p.Plan; len(plan.Others) == 0 {
			return assay.Invalid("claim", "Choose two claims or more to merge.")
		}
		if err := t.joinClaims(ctx, plan); err != nil {
			return err
		}
		for _, twin := range plan.Twins {
			if err := t.foldTwin(ctx, twin); err != nil {
				return err
			}
		}
		return t.fillClaim(ctx, p.Case, plan)
	})
	return act, plan, err
}

// joinClaims says that the claims of a plan are one, and which stands for all.
func (t *tx) joinClaims(ctx context.Context, plan assay.MergePlan) error {
	for _, other := range plan.Others {
		if err := t.sameClaims(ctx, plan.Keep, other, said("same")); err != nil {
			return err
		}
	}
	m, err := t.merged(ctx)
	if err != nil || m.One(plan.Keep) == plan.Keep {
		return err
	}
	return t.judge(ctx, assay.JudgementKey{Target: assay.EntityID(plan.Keep), Dimension: assay.DimRank}, oplog.Encode("preferred"), "")
}

// sameClaims says whether two claims are one.
func (t *tx) sameClaims(ctx context.Context, a, b assay.ClaimID, verdict oplog.Value) error {
	f := assay.SameFields(assay.KindClaim, assay.EntityID(a), assay.EntityID(b))
	f["verdict"] = verdict
	return t.edit(ctx, assay.KindSame, assay.EntityID{}, f)
}

// fillClaim gives the claim that is kept what it lacks and the others have.
func (t *tx) fillClaim(ctx context.Context, c *assay.Case, plan assay.MergePlan) error {
	f := oplog.Fields{}
	find := func(id assay.ClaimID) assay.Claim {
		return c.Claims[slices.IndexFunc(c.Claims, func(x assay.Claim) bool { return x.ID == id })]
	}
	kept := find(plan.Keep)
	for _, id := range plan.Others {
		x := find(id)
		if kept.Kind == "" && x.Kind != "" {
			kept.Kind, f["kind"] = x.Kind, oplog.Encode(x.Kind)
		}
		if kept.Event.IsZero() && !x.Event.IsZero() {
			kept.Event, f["event"] = x.Event, oplog.Encode(x.Event)
		}
		if kept.When == "" && x.When != "" {
			kept.When, f["when"] = x.When, oplog.Encode(x.When)
		}
	}
	if len(f) == 0 {
		return nil
	}
	return t.edit(ctx, assay.KindClaim, assay.EntityID(plan.Keep), f)
}

// foldTwin gives what a mention has to its twin, and withdraws it. What cannot
// be carried over makes them two that stay.
func (t *tx) foldTwin(ctx context.Context, twin assay.Twin) error {
	if twin.Why != "" {
		return nil
	}
	from, to := assay.EntityID(twin.Dropped.ID), assay.EntityID(twin.Kept.ID)
	if err := t.carryWords(ctx, from, to); err != nil {
		return err
	}
	if err := t.carryChain(ctx, from, to); err != nil {
		return err
	}
	if err := t.moveAttached(ctx, from, to); err != nil {
		return err
	}
	return t.retract(ctx, assay.KindMention, from, folded)
}

// carryWords gives a mention what the analyst says of another. What they say of
// it already stays as it is.
func (t *tx) carryWords(ctx context.Context, from, to assay.EntityID) error {
	there, err := t.judgements(ctx, `target = ? AND coder = ?`, to[:], t.author.Actor[:])
	if err != nil {
		return err
	}
	own, err := t.judgements(ctx, `target = ? AND coder = ?`, from[:], t.author.Actor[:])
	if err != nil {
		return err
	}
	for _, j := range own {
		k := j.Key()
		k.Target = to
		if slices.ContainsFunc(there, func(x assay.Judgement) bool { return x.Key() == k }) {
			continue
		}
		if err := t.judgeOne(ctx, k, j.Value, j.Reason); err != nil {
			return err
		}
	}
	return nil
}

// carryChain gives a mention the chain that the analyst gave another, unless
// they gave it one already.
func (t *tx) carryChain(ctx context.Context, from, to assay.EntityID) error {
	given := func(mention assay.EntityID) ([]assay.Attribution, error) {
		chains, err := t.attributions(ctx, `mention = ? AND coder = ?`, mention[:], t.author.Actor[:])
		return slices.DeleteFunc(chains, func(a assay.Attribution) bool { return len(a.Chain) == 0 }), err
	}
	there, err := given(to)
	if err != nil || len(there) > 0 {
		return err
	}
	chains, err := given(from)
	if err != nil || len(chains) == 0 {
		return err
	}
	return t.edit(ctx, assay.KindAttribution, assay.EntityID{}, oplog.Fields{
		"mention": oplog.Encode(to), "coder": oplog.Encode(t.author.Actor), "chain": oplog.Encode(chains[0].Chain),
	})
}

// folded is why a mention is withdrawn whose twin has all that it had.
const folded = "marked twice for claims that were merged"

// moveAttached gives the tags, notes and versions of a mention to another.
func (t *tx) moveAttached(ctx context.Context, from, to assay.EntityID) error {
	tags, err := t.taggings(ctx, `target = ?`, from[:])
	if err != nil {
		return err
	}
	for _, x := range tags {
		if err := t.tag(ctx, x.Tag, to, true); err != nil {
			return err
		}
	}
	notes, err := t.notes(ctx, `target = ?`, from[:])
	if err != nil {
		return err
	}
	for _, x := range notes {
		if err := t.edit(ctx, assay.KindNote, assay.EntityID(x.ID), oplog.Fields{"target": oplog.Encode(to)}); err != nil {
			return err
		}
	}
	versions, err := query(ctx, t, `SELECT version FROM version_mention WHERE mention = ? AND member = 1 AND gone = 0 ORDER BY made, id`, []any{from[:]}, scanID[assay.Version])
	if err != nil {
		return err
	}
	for _, id := range versions {
		f := oplog.Fields{"version": oplog.Encode(id), "mention": oplog.Encode(to), "member": oplog.Encode(true)}
		if err := t.edit(ctx, assay.KindVersionMention, assay.EntityID{}, f); err != nil {
			return err
		}
	}
	return nil
}

// SeparateClaim takes a claim that was merged out again, with the mentions that
// were marked for it. The others stay one. It fails with KindNotFound if there
// is no such claim, and with KindInvalid if it was not merged.
func (s *Store) SeparateClaim(ctx context.Context, id assay.ClaimID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		group := slices.DeleteFunc(m.With(id), func(x assay.ClaimID) bool { return x == id })
		if len(group) == 0 {
			return assay.Invalid("claim", "This claim was not merged with another, so there is nothing to take apart.")
		}
		for _, other := range group {
			if err := t.sameClaims(ctx, id, other, said("different")); err != nil {
				return err
			}
		}
		for _, other := range group[1:] { // which may have been one by way of this one only
			if err := t.sameClaims(ctx, group[0], other, said("same")); err != nil {
				return err
			}
		}
		return t.unfold(ctx, append(group, id))
	})
}

// unfold brings back the mentions of claims that were withdrawn as twins and
// are none any more.
func (t *tx) unfold(ctx context.Context, claims []assay.ClaimID) error {
	gone, err := list(ctx, t, `mention`, `article, "text", claim, start, "end"`, `gone = 1 AND retraction = ?2 AND claim IN `+idList, []any{hexList(claims), folded},
		func(m *assay.Mention) (*oplog.ID, *assay.Meta, []any) {
			return (*oplog.ID)(&m.ID), &m.Meta, []any{into(&m.Article), into(&m.Text), into(&m.Claim), into(&m.Span.Start), into(&m.Span.End)}
		})
	if err != nil {
		return err
	}
	for _, m := range gone {
		twin, err := t.twin(ctx, m.ID, m.Claim, m.Text, m.Span)
		if err != nil {
			return err
		}
		if twin {
			continue
		}
		f := oplog.Fields{oplog.Retracted: oplog.Encode(false), oplog.Retraction: oplog.Null}
		if err := t.edit(ctx, assay.KindMention, assay.EntityID(m.ID), f); err != nil {
			return err
		}
		if err := t.notesBack(ctx, m.ID, m.Article); err != nil {
			return err
		}
	}
	return nil
}

// notesBack gives a mention the notes again that were written on it, and were
// carried over to its twin: unlike its tags and grades, a note is at one place.
func (t *tx) notesBack(ctx context.Context, id assay.MentionID, article assay.ArticleID) error {
	notes, err := t.notes(ctx, `target IN (SELECT id FROM mention WHERE article = ? AND id <> ?)`, article[:], id[:])
	if err != nil {
		return err
	}
	for _, n := range notes {
		ops, err := t.opsOf(ctx, assay.KindNote, assay.EntityID(n.ID))
		if err != nil {
			return err
		}
		was := func(op *oplog.Op) bool {
			f, err := oplog.DecodeBody(op.Body)
			return err == nil && f["target"].ID() == oplog.ID(id)
		}
		if !slices.ContainsFunc(ops, was) {
			continue
		}
		if err := t.edit(ctx, assay.KindNote, assay.EntityID(n.ID), oplog.Fields{"target": oplog.Encode(id)}); err != nil {
			return err
		}
	}
	return nil
}

// DistinguishClaims says that two claims are not the same, so that nobody is
// asked again.
func (s *Store) DistinguishClaims(ctx context.Context, a, b assay.ClaimID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) (err error) {
		if a, err = t.one(ctx, a); err != nil {
			return err
		}
		if b, err = t.one(ctx, b); err != nil {
			return err
		}
		if a == b {
			return assay.Invalid("claim", "These were merged. Take them apart on the page of the claim first.")
		}
		return t.sameClaims(ctx, a, b, said("different"))
	})
}

// Split is which mentions of a claim are to bear on another.
type Split struct {
	Mentions []assay.MentionID
	Called   string // the other claim, as an analyst calls it; "" for a new one
	Wording  string // of the new one
}

// SplitOutcome is what came of a Split.
type SplitOutcome struct {
	Claim assay.ClaimID // the other one
	Moved int           // mentions that bear on it now
	Left  int           // and those that stay
}

// SplitClaim makes some mentions of a claim bear on another. A new one is about
// the same event and of the same kind. Mentions that are not the claim's any
// more, or whose passage is marked for the other already, stay as they are.
func (s *Store) SplitClaim(ctx context.Context, id assay.ClaimID, sp Split) (act assay.ActID, out SplitOutcome, err error) {
	if len(sp.Mentions) == 0 {
		return act, out, assay.Invalid("mention", "Choose the mentions that are about something else by ticking them.")
	}
	act, err = s.update(ctx, func(t *tx) error {
		if id, err = t.one(ctx, id); err != nil {
			return err
		}
		if out.Claim, err = t.splitOff(ctx, id, sp); err != nil {
			return err
		}
		group, err := t.with(ctx, id)
		if err != nil {
			return err
		}
		for _, m := range unique(sp.Mentions) {
			why, err := t.reattach(ctx, m, out.Claim, func(from assay.ClaimID) bool { return slices.Contains(group, from) })
			if err != nil {
				return err
			}
			if why != "" {
				out.Left++
			} else {
				out.Moved++
			}
		}
		if out.Moved == 0 {
			return assay.Conflict("None of these mentions is this claim's any more, or they are marked for the other one already. Reload the page.")
		}
		return nil
	})
	return act, out, err
}

// splitOff returns the claim that mentions of another are to bear on.
func (t *tx) splitOff(ctx context.Context, from assay.ClaimID, sp Split) (to assay.ClaimID, err error) {
	if sp.Called != "" {
		if to, err = t.claimCalled(ctx, "wording", sp.Called); err == nil && to == from {
			err = assay.Invalid("wording", "This is the claim that they bear on now. Choose another.")
		}
		return to, err
	}
	claims, err := t.claims(ctx, `id = ?`, from[:])
	if err != nil {
		return to, err
	}
	if to, err = t.addClaim(ctx, sp.Wording, claims[0].Event); err != nil {
		return to, err
	}
	f := oplog.Fields{}
	for name, v := range map[string]string{"kind": claims[0].Kind, "when": claims[0].When} {
		if v != "" {
			f[name] = oplog.Encode(v)
		}
	}
	if len(f) == 0 {
		return to, nil
	}
	return to, t.edit(ctx, assay.KindClaim, assay.EntityID(to), f)
}

// Why a mention was left as it is.
const (
	leftGone  = "gone"  // it is not there any more
	leftStale = "stale" // somebody has changed it since
	leftTwin  = "twin"  // its passage is marked for the other claim already
	leftSo    = "so"    // it is like that already

	leftOthers = "others" // what was to be taken back is somebody else's word
)

// reattach makes a mention bear on a claim if it bears on one that from takes,
// and returns why not, "" if it does.
func (t *tx) reattach(ctx context.Context, id assay.MentionID, to assay.ClaimID, from func(assay.ClaimID) bool) (left string, err error) {
	m, err := t.mention(ctx, id)
	switch {
	case assay.KindOf(err) == assay.KindNotFound:
		return leftGone, nil
	case err != nil:
		return "", err
	case m.Claim == to:
		return leftSo, nil
	case !from(m.Claim):
		return leftStale, nil
	}
	if twin, err := t.twin(ctx, id, to, m.Text, m.Span); err != nil || twin {
		return leftTwin, err
	}
	return "", t.edit(ctx, assay.KindMention, assay.EntityID(id), oplog.Fields{"claim": oplog.Encode(to)})
}

// twin reports whether another mention says of a passage that it bears on a
// claim, or on one that was merged with it.
func (t *tx) twin(ctx context.Context, id assay.MentionID, claim assay.ClaimID, text assay.TextID, span anchor.Span) (there bool, err error) {
	group, err := t.with(ctx, claim)
	if err != nil {
		return false, err
	}
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM mention WHERE gone = 0 AND claim IN `+idList+` AND id <> ?2 AND "text" = ?3 AND start = ?4 AND "end" = ?5)`,
		hexList(group), id[:], text[:], span.Start, span.End).Scan(&there)
	return there, err
}

// claimCalled returns the claim that an analyst calls by its number, as in
// "C12", by its number and its wording, by its wording alone, or by its id. It
// fails with KindInvalid on field if there is none.
func (t *tx) claimCalled(ctx context.Context, field, called string) (assay.ClaimID, error) {
	called = squeezed(called)
	var id assay.ClaimID
	if id.UnmarshalText([]byte(called)) == nil && !id.IsZero() {
		return t.one(ctx, id)
	}
	names, err := t.claimNames(ctx)
	if err != nil {
		return id, err
	}
	folded := assay.FoldName(called)
	for _, w := range names {
		if is := func(wording string) bool { return assay.FoldName(wording) == folded }; is(w.Claim.Wording) || slices.ContainsFunc(w.Also, is) {
			return w.Claim.ID, nil
		}
	}
	number, _, _ := strings.Cut(called, " ")
	if n, err := strconv.Atoi(strings.TrimLeft(number, "Cc")); err == nil && n > 0 {
		ids, err := query(ctx, t, `SELECT id FROM claim ORDER BY made, id LIMIT 1 OFFSET ?`, []any{n - 1}, scanID[assay.Claim])
		if err != nil {
			return id, err
		}
		if len(ids) > 0 {
			if id, err = t.one(ctx, ids[0]); assay.KindOf(err) != assay.KindNotFound {
				return id, err
			}
		}
	}
	return id, assay.Invalid(field, "There is no claim called that. Write its number, as in C12, or choose one from the list.")
}

// RelateClaims says how a claim stands to another, which is named as an analyst
// calls it; no relation takes it back. It fails with KindInvalid if they are one.
func (s *Store) RelateClaims(ctx context.Context, a assay.ClaimID, called string, r assay.Relation, reason string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) (err error) {
		if a, err = t.one(ctx, a); err != nil {
			return err
		}
		b, err := t.claimCalled(ctx, "other", called)
		if err != nil {
			return err
		}
		k, r, err := assay.RelationKey(a, b, r)
		if err != nil {
			return err
		}
		return t.judge(ctx, k, said(string(r)), reason)
	})
}
