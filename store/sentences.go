package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/internal/oplog"
)

// sentences are those of some articles, made ready for being asked. Nothing in them
// changes once they are ready.
type sentences struct {
	made   [sha256.Size]byte // of what
	cancel context.CancelFunc
	ready  chan struct{} // closed once the rest is there, or it has failed
	err    error

	all    []assay.SuggestedPassage
	looked map[assay.ArticleID]bool
	partly int // of these, articles so long that no more than their beginning is there
	ranker *lineage.Ranker[int]
}

// find returns the sentences that are likely to say the same as one of some passages,
// and why: one that shares no more than what all share is none. The likeliest come
// first; of a passage, those of its own article are left out.
func (x *sentences) find(asked []passageOf) []assay.SuggestedPassage {
	type hit struct {
		score float64
		why   []anchor.Span
	}
	best := map[int]hit{}
	for _, a := range asked[:min(len(asked), suggestedAsked)] {
		top, shared, left := 0.0, x.ranker.Shared(a.words), likelyMost
		for _, r := range x.ranker.Rank(a.words) {
			if x.all[r.Key].Article == a.article {
				continue
			}
			if top = max(top, r.Score); left == 0 || !lineage.Likely(r.Score, top) {
				break
			}
			left--
			if r.Score <= best[r.Key].score {
				continue
			}
			if why := shared(x.all[r.Key].Quote); len(why) > 0 {
				best[r.Key] = hit{r.Score, why}
			}
		}
	}
	keys := slices.SortedFunc(maps.Keys(best), func(a, b int) int { return cmp.Or(cmp.Compare(best[b].score, best[a].score), cmp.Compare(a, b)) })
	found := make([]assay.SuggestedPassage, len(keys))
	for i, k := range keys {
		found[i] = x.all[k]
		found[i].Shared = best[k].why
	}
	return found
}

// likelyMost is how many sentences are looked at for a passage, the likeliest first.
const likelyMost = 500

// recentScopes are the sentences that were asked last, or will be soon: those of an
// event are asked again with every mark. Other texts are another entry. They are
// made ready in the background, one after the other, so that nobody waits for what
// somebody else asks. The zero value is ready.
type recentScopes struct {
	mu       sync.Mutex
	all      []*sentences // the latest first
	idle     *time.Timer
	foreseen bool // something is being made ready that nobody has asked for
	closed   bool

	turn sync.Mutex // held while some are made ready
	jobs sync.WaitGroup
}

// What is kept at most, and for how long after it was asked: so many scopes, and of
// so many sentences together, some kilobyte each.
const (
	keptScopes    = 8
	keptSentences = 50_000
	keptIdle      = 5 * time.Minute
)

// of returns the sentences of some articles, nil if it takes longer to make them
// ready than anybody should wait.
func (r *recentScopes) of(ctx context.Context, s *Store, list []scopeArticle) (*sentences, error) {
	x := r.begin(ctx, s, list)
	if x == nil {
		return nil, gone(nil)
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case <-x.ready:
	case <-wait.C:
		return nil, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if errors.Is(x.err, context.Canceled) { // others were asked meanwhile, and it will be again
		return nil, nil
	}
	return x, x.err
}

// begin returns the sentences of some articles, ready or not, nil if the case is
// closed.
func (r *recentScopes) begin(ctx context.Context, s *Store, list []scopeArticle) *sentences {
	h := sha256.New()
	for _, a := range list {
		h.Write(a.id[:])
		h.Write(a.text[:])
		h.Write([]byte(a.edits + "\n"))
	}
	var key [sha256.Size]byte
	h.Sum(key[:0])
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil
	}
	r.stay()
	i := slices.IndexFunc(r.all, func(x *sentences) bool { return x.made == key })
	if i < 0 {
		x := &sentences{made: key, ready: make(chan struct{})}
		ctx, x.cancel = context.WithCancel(context.WithoutCancel(ctx)) // it outlasts whoever asks
		i, r.all = len(r.all), append(r.all, x)
		r.jobs.Go(func() { r.load(ctx, s, x, list) })
	}
	x := r.all[i]
	r.all = slices.Insert(slices.Delete(r.all, i, i+1), 0, x)
	return x
}

// load makes sentences ready, and lets go what is too much beside them.
func (r *recentScopes) load(ctx context.Context, s *Store, x *sentences, list []scopeArticle) {
	r.turn.Lock()
	defer r.turn.Unlock()
	x.err = s.readSentences(ctx, x, list)
	r.mu.Lock()
	defer r.mu.Unlock()
	close(x.ready)
	x.cancel()
	kept := 0
	r.all = slices.DeleteFunc(r.all, func(o *sentences) bool { return o == x && x.err != nil })
	for n, o := range r.all {
		if kept += o.size(); n > 0 && (n >= keptScopes || kept > keptSentences) {
			r.drop(n)
			break
		}
	}
}

// size is how many sentences there are, 0 while they are not ready.
func (x *sentences) size() int {
	select {
	case <-x.ready:
		return len(x.all)
	default:
		return 0
	}
}

// drop lets all go after the first n.
func (r *recentScopes) drop(n int) {
	for _, x := range r.all[n:] {
		x.cancel()
	}
	clear(r.all[n:])
	r.all = r.all[:n]
}

// stay keeps what is ready for some minutes more.
func (r *recentScopes) stay() {
	if r.idle != nil {
		r.idle.Reset(keptIdle)
		return
	}
	r.idle = time.AfterFunc(keptIdle, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.drop(0)
	})
}

// close gives up what is being made ready, and waits until nothing reads any more.
func (r *recentScopes) close() {
	r.mu.Lock()
	r.closed = true
	if r.idle != nil {
		r.idle.Stop()
	}
	r.drop(0)
	r.mu.Unlock()
	r.jobs.Wait()
}

// Foresee makes ready in the background what is asked once a passage of an article
// is marked: the sentences of the other articles of its event. It returns at once, and
// does nothing while it is at that for another one.
func (s *Store) Foresee(ctx context.Context, id assay.ArticleID) {
	r := &s.around
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || r.foreseen {
		return
	}
	r.foreseen = true
	ctx = context.WithoutCancel(ctx) // it outlasts the request
	r.jobs.Go(func() {
		if x := s.foreseen(ctx, id); x != nil {
			<-x.ready
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.foreseen = false
	})
}

// foreseen begins to make the sentences ready of the events of an article, nil if it
// has none. An error is for whoever asks to see.
func (s *Store) foreseen(ctx context.Context, id assay.ArticleID) *sentences {
	var list []scopeArticle
	err := s.view(ctx, func(t *tx) error {
		events, err := query(ctx, t, `SELECT event FROM article_event WHERE article = ? AND member = 1 AND gone = 0 AND event IN (SELECT id FROM event WHERE gone = 0) ORDER BY event`, []any{id[:]}, scanID[assay.Event])
		if err != nil || len(events) == 0 {
			return err
		}
		list, _, err = t.ofEvents(ctx, events)
		return err
	})
	if err != nil || len(list) == 0 {
		return nil
	}
	return s.around.begin(ctx, s, list)
}

// textsAtOnce is how many texts are read in one go: a reader holds up a commit.
const textsAtOnce = 40

// readSentences makes the sentences of some articles ready for being asked, as many
// as are kept.
func (s *Store) readSentences(ctx context.Context, x *sentences, list []scopeArticle) (err error) {
	x.looked = map[assay.ArticleID]bool{}
	x.ranker = lineage.NewRanker(func(yield func(lineage.Candidate[int]) bool) {
		for chunk := range slices.Chunk(list, textsAtOnce) {
			var parts []assay.Text
			var bodies map[assay.TextID]anchor.Text
			if parts, bodies, err = s.bodiesOf(ctx, chunk); err != nil {
				return
			}
			for _, a := range chunk {
				body, ok := bodies[a.text]
				if !ok {
					continue
				}
				if err = ctx.Err(); err != nil || len(x.all) >= keptSentences {
					return
				}
				x.looked[a.id] = true
				at := slices.IndexFunc(parts, func(p assay.Text) bool { return p.ID == a.text })
				spans, all := stretchesIn(body, &parts[at], a.edits)
				if !all {
					x.partly++
				}
				for _, span := range spans {
					p := assay.SuggestedPassage{Article: a.id, Text: a.text, Span: span, Quote: body.Slice(span)}
					x.all = append(x.all, p)
					if !yield(lineage.Candidate[int]{Key: len(x.all) - 1, Texts: []string{p.Quote}}) {
						return
					}
				}
			}
		}
	})
	return err
}

// bodiesOf reads the texts of some articles, but for those whose bytes were purged.
func (s *Store) bodiesOf(ctx context.Context, list []scopeArticle) (parts []assay.Text, bodies map[assay.TextID]anchor.Text, err error) {
	bodies = map[assay.TextID]anchor.Text{}
	ids := make([]assay.TextID, len(list))
	for i, a := range list {
		ids[i] = a.text
	}
	err = s.view(ctx, func(t *tx) (err error) {
		if parts, err = t.texts(ctx, `id IN `+idList, hexList(ids)); err != nil {
			return err
		}
		for i := range parts {
			body, err := t.content(ctx, parts[i].Content)
			if assay.KindOf(err) == assay.KindNotFound {
				continue
			}
			if err != nil {
				return err
			}
			bodies[parts[i].ID] = body
		}
		return nil
	})
	return parts, bodies, err
}

// boundaryAt is where analysts split sentences or join them.
type boundaryAt struct {
	At   int
	Edit string
}

// sentencesIn returns the sentences of a text, as the reader shows them, without
// what its format says is no article text.
func sentencesIn(body anchor.Text, text *assay.Text, edits string) []anchor.Span {
	var e anchor.Edits
	for _, edit := range assay.ParseList[boundaryAt](oplog.Value(edits)) {
		if edit.Edit == "split" {
			e.Splits = append(e.Splits, edit.At)
		} else {
			e.Joins = append(e.Joins, edit.At)
		}
	}
	var spans []anchor.Span
	for _, block := range body.Blocks() {
		if slices.ContainsFunc(text.Outline, func(p assay.Part) bool { return p.Kind == "not_article" && p.Start == block.Start }) {
			continue
		}
		spans = append(spans, anchor.Sentences(body, block, e)...)
	}
	return spans
}

// What of a text is suggested: stretches no longer than one can read at a glance, and
// as many of an article as leave room for the others.
const (
	stretchLongest = 600 // code points
	stretchesMost  = 2000
)

// stretchesIn returns the sentences of a text, those in pieces that are too long for
// one, and whether these are all.
func stretchesIn(body anchor.Text, text *assay.Text, edits string) (spans []anchor.Span, all bool) {
	for _, s := range sentencesIn(body, text, edits) {
		for s.Len() > stretchLongest && len(spans) < stretchesMost {
			piece := anchor.Snap(body, anchor.Span{Start: s.Start, End: s.Start + stretchLongest})
			if last := strings.LastIndexByte(body.Slice(piece), ' '); last > 0 {
				piece.End = piece.Start + anchor.NewText(body.Slice(piece)[:last]).Len() + 1
			}
			spans = append(spans, piece)
			s.Start = piece.End
		}
		if len(spans) >= stretchesMost {
			return spans, false
		}
		spans = append(spans, s)
	}
	return spans, true
}
