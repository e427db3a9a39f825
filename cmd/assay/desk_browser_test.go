package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/desktop"
	"assay/internal/oplog"
	"assay/store"
)

// lived fills a case with some history of the analyst whose config it is.
func lived(t *testing.T, config string) (path string) {
	t.Helper()
	path, articles := fill(t)
	own, _, err := desktop.OpenConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	o, err := optionsFor(path, own)
	if err != nil {
		t.Fatal(err)
	}
	o.Name = "Mira Oduya"
	s, err := store.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	a, err := s.Article(ctx, articles[1])
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.MarkMention(ctx, store.Mark{Article: articles[1], Text: a.Text.ID, Span: anchor.Span{Start: 107, End: 125}, Stance: assay.Supports})
	if err != nil {
		t.Fatal(err)
	}
	wording, kind := "Nine lorries burned at Port Merrow", "count"
	for _, do := range []func() error{
		func() error {
			_, err := s.ChangeClaim(ctx, m.Claim, store.ClaimChange{Wording: store.To(wording)})
			return err
		},
		func() error {
			_, err := s.ChangeClaim(ctx, m.Claim, store.ClaimChange{Kind: store.To(kind)})
			return err
		},
		func() error {
			_, err := s.Attribute(ctx, m.Mention, []store.Utterer{{Name: "fire brigade spokesman", Kind: "person", Step: assay.Step{Verb: "told"}}}, nil)
			return err
		},
		func() error { _, _, err := s.TagTarget(ctx, "numbers", assay.EntityID(m.Claim)); return err },
		func() error {
			_, err := s.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(m.Claim), Dimension: assay.DimCredibility}, oplog.Encode("3"), "one paper only")
			return err
		},
		func() error { _, err := s.Undo(ctx); return err },
		func() error { return s.Close() },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestDesk goes through what surrounds the rooms of a case: start, settings,
// history, and the ways to take a case away.
func TestDesk(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "config")
	path := lived(t, config)
	program := launchIn(t, config, "--no-browser", path)
	tab := browsertest.Open(t, func(m string) bool { return strings.Contains(m, "404") }) // there is no /nowhere
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	tab.Ready()
	home := tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
	start, _, _ := strings.Cut(home, "/c/")

	tab.Go(start + "/")
	tab.Both("start")
	tab.Press("j")
	if got := tab.Eval("document.activeElement.innerText"); got != "Fire at Port Merrow" {
		t.Errorf("the first key leads to %q", got)
	}
	tab.Type("#new-name", "A/B")
	tab.Click("[data-form=new] .btn.main")
	tab.Until(`document.querySelector("#new-name-error")`)
	tab.Both("start-refused")

	tab.Go(start + "/browse?for=open&folder=" + filepath.Dir(path))
	tab.Both("chooser")

	tab.Go(start + "/settings")
	tab.Both("settings")
	tab.Click(`#set-density label:has([value="compact"])`)
	tab.Click(`#set-wording label:has([value="fm"])`)
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.dataset.density === "compact"`)
	tab.Until(`document.querySelector(".grade-defs").innerText.includes("no doubt of its honesty")`)

	tab.Go(home + "/history")
	tab.Both("history")
	if got, want := tab.Text("#main [data-undone] .told > p"), "gave C1 credibility 3"; !strings.Contains(got, want) {
		t.Errorf("undone is %q, want %q", got, want)
	}
	tab.Click("#main [data-undone] summary")
	tab.Both("history-open")
	tab.Press("jj")
	tab.Until(`document.activeElement.closest("[data-item]") !== null`)
	tab.Go(home + "/history?by=" + assay.ActorID(oplog.Derive("actor", oplog.Encode("nobody"))).String())
	tab.Until(`document.querySelector(".empty")`)

	tab.Go(home + "/export")
	tab.Both("export")
	tab.Click("[data-form=copy] .btn.main")
	tab.Until(`document.querySelector("#copied")`)
	if copies, err := filepath.Glob(filepath.Join(filepath.Dir(path), "fire 2*.assay")); err != nil || len(copies) != 1 {
		t.Errorf("copies: %v, %v", copies, err)
	}

	tab.Go(start + "/nowhere")
	tab.Both("problem")
}
