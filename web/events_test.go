package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
)

func numbers(messages []message) string {
	var ids []string
	for _, m := range messages {
		ids = append(ids, fmt.Sprint(m.ID, m.Name, string(m.Data)))
	}
	return strings.Join(ids, " ")
}

func TestHub(t *testing.T) {
	var h hub
	quick, _ := h.listen(0)
	slow, _ := h.listen(0)
	for range queueLength {
		h.publish(Changed{Case: "a"})
		<-quick.queue
	}
	h.publish(Progress{Job: "j", Done: 1, Total: 2}) // one more than the slow one holds
	if m := <-quick.queue; m.ID != queueLength+1 || string(m.Data) != `{"job":"j","case":"","label":"","done":1,"total":2}` {
		t.Errorf("got %d %s", m.ID, m.Data)
	}
	var got int
	for m := range slow.queue { // ends, as it was cut off
		got++
		if m.ID != uint64(got) {
			t.Fatalf("event %d came as number %d", m.ID, got)
		}
	}
	if got != queueLength {
		t.Errorf("the slow listener got %d events before it was cut off", got)
	}
	again, missed := h.listen(uint64(got))
	if len(missed) != 1 || missed[0].ID != queueLength+1 {
		t.Errorf("it missed %s", numbers(missed))
	}
	h.leave(slow)
	h.leave(again)
	h.leave(again)
	h.close()
	if _, ok := <-quick.queue; ok {
		t.Error("a closed hub still sends")
	}
	if l, _ := h.listen(0); l != nil {
		t.Error("a closed hub takes listeners")
	}
	h.publish(Closing{})
}

func TestMissed(t *testing.T) {
	const all = `changed{"case":""}`
	tests := []struct {
		name      string
		published int
		seen      uint64
		want      string
	}{
		{"nothing happened", 0, 0, ""},
		{"everything seen", 3, 3, ""},
		{"the last one unseen", 3, 2, `3changed{"case":"3"}`},
		{"nothing seen", 1, 0, `1changed{"case":"1"}`},
		{"just still known", keptEvents + 1, keptEvents, fmt.Sprintf(`%dchanged{"case":"%[1]d"}`, keptEvents+1)},
		{"no longer known", keptEvents + 2, 1, fmt.Sprint(keptEvents+2, all)},
		{"of another run", 3, 1000, "3" + all},
		{"of another run, when nothing happened", 0, 1000, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var h hub
			for i := range test.published {
				h.publish(Changed{Case: fmt.Sprint(i + 1)})
			}
			got := numbers(h.missed(test.seen))
			if got != test.want {
				t.Errorf("missed %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestJob(t *testing.T) {
	p := start(t, testPort)
	l, _ := p.hub.listen(0)
	j := p.Begin(t.Context(), "c1", "Importing")
	j.Step(1, 10) // too soon to tell
	p.later(progressEvery)
	j.Step(2, 10)
	j.Step(3, 10) // too soon again
	if !p.life.busy() {
		t.Error("nothing keeps the program alive")
	}
	j.End(assay.Unsupported("This is a cat."))
	j.End(nil)
	if p.life.busy() {
		t.Error("the program stays alive for a job that is over")
	}
	p.Begin(t.Context(), "c1", "Next").End(errors.New("a secret"))
	p.hub.close()
	var got []string
	for m := range l.queue {
		got = append(got, strings.ReplaceAll(string(m.Data), j.at.Job, "J"))
	}
	want := []string{
		`{"job":"J","case":"c1","label":"Importing","done":0,"total":0}`,
		`{"job":"J","case":"c1","label":"Importing","done":2,"total":10}`,
		`{"job":"J","case":"c1","label":"Importing","done":3,"total":10,"ended":true,"problem":"This is a cat."}`,
	}
	if len(got) != 5 || strings.Join(got[:3], "\n") != strings.Join(want, "\n") {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if last := got[len(got)-1]; strings.Contains(last, "secret") || !strings.Contains(last, "Something went wrong") {
		t.Errorf("the failure is told as %s", last)
	}
}

func TestAlive(t *testing.T) {
	p := start(t, testPort)
	answer := func(form url.Values, status int) string {
		return page(t, p.post(p.Root().Alive(), form), status).Text()
	}
	if got := answer(url.Values{"tab": {"t1"}, "seen": {"0"}}, http.StatusOK); strings.TrimSpace(got) != `{"events":[],"busy":false}` {
		t.Errorf("before anything has happened the answer is %s", got)
	}
	p.Publish(Changed{Case: "a", Tab: "t2"})
	got := answer(url.Values{"tab": {"t1"}, "seen": {"0"}}, http.StatusOK)
	if want := `{"events":[{"id":1,"name":"changed","data":{"case":"a","tab":"t2"}}],"busy":false}`; strings.TrimSpace(got) != want {
		t.Errorf("the answer is %s, want %s", got, want)
	}
	defer p.Begin(t.Context(), "a", "x").End(nil)
	if got := answer(url.Values{"tab": {"t1"}, "seen": {"2"}}, http.StatusOK); strings.TrimSpace(got) != `{"events":[],"busy":true}` {
		t.Errorf("the answer is %s", got)
	}
	if p.life.awake() != 1 {
		t.Errorf("%d tabs are open", p.life.awake())
	}
	answer(url.Values{"tab": {"t1"}, "gone": {"true"}}, http.StatusNoContent)
	if p.life.awake() != 0 {
		t.Errorf("%d tabs are open", p.life.awake())
	}
	answer(url.Values{"tab": {""}}, http.StatusBadRequest)
	answer(url.Values{"tab": {strings.Repeat("x", 65)}}, http.StatusBadRequest)
}

// serve runs p on a port of its own until the test is over or it ends by
// itself, which the channel tells.
func serve(t *testing.T, options func(*Options)) (p *program, ended <-chan error) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p = start(t, l.Addr().(*net.TCPAddr).Port)
	o := p.Options
	options(&o)
	p.Server = New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		done <- p.Serve(ctx, l)
	}()
	t.Cleanup(func() { cancel(); <-finished })
	return p, done
}

// listenTo opens the stream of events as a browser does.
func listenTo(t *testing.T, p *program, query, lastID string) *bufio.Scanner {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.session.origin+p.Root().Events()+query, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(p.session.cookie())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	res, err := (&http.Transport{}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	if got, want := res.Header.Get("Content-Type"), "text/event-stream"; res.StatusCode != 200 || got != want {
		t.Fatalf("status %d, content type %q", res.StatusCode, got)
	}
	for name, want := range headers {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	return bufio.NewScanner(res.Body)
}

// next returns the next frame of a stream, without heartbeats; "" at its end.
func next(s *bufio.Scanner) string {
	var lines []string
	for s.Scan() {
		line := s.Text()
		switch {
		case line == "" && len(lines) > 0:
			return strings.Join(lines, "|")
		case line != "" && !strings.HasPrefix(line, ":"):
			lines = append(lines, line)
		}
	}
	return ""
}

func TestStream(t *testing.T) {
	p, ended := serve(t, func(*Options) {})
	p.Publish(Changed{Case: "one"})
	p.Publish(Changed{Case: "two"})

	late := listenTo(t, p, "?seen=1", "")
	back := listenTo(t, p, "?seen=0", "1") // the header is the later word
	fresh := listenTo(t, p, "", "")
	for name, s := range map[string]*bufio.Scanner{"a page that is loading": late, "a stream that was cut": back, "a new stream": fresh} {
		if got := next(s); got != "retry: 1000" {
			t.Errorf("%s: begins with %q", name, got)
		}
	}
	const two = `id: 2|event: changed|data: {"case":"two"}`
	if got := next(late); got != two {
		t.Errorf("a page that is loading got %s", got)
	}
	if got := next(back); got != two {
		t.Errorf("a stream that was cut got %s", got)
	}
	p.Publish(Changed{Case: "three", Tab: "t"})
	for _, s := range []*bufio.Scanner{late, back, fresh} {
		if got, want := next(s), `id: 3|event: changed|data: {"case":"three","tab":"t"}`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}

	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.session.origin+p.Root().Quit(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(p.session.cookie())
	res, err := (&http.Transport{}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil || !strings.Contains(string(body), "Assay has ended") {
		t.Errorf("the farewell is %s (%v)", body, err)
	}
	if got, want := next(fresh), `id: 4|event: closing|data: {}`; got != want {
		t.Errorf("the last event is %s, want %s", got, want)
	}
	if got := next(fresh); got != "" {
		t.Errorf("after the end came %s", got)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("the program did not end")
	}
}

func TestHeartbeat(t *testing.T) {
	p, _ := serve(t, func(o *Options) { o.Beat = time.Millisecond })
	s := listenTo(t, p, "", "")
	next(s)
	for s.Scan() {
		if s.Text() == ": still here" {
			return
		}
	}
	t.Error("the stream ended without a heartbeat")
}

func TestLastTabClosed(t *testing.T) {
	p, ended := serve(t, func(o *Options) { o.Grace = 20 * time.Millisecond })
	id, err := p.openPath(t.Context(), p.make("Case.assay"), Existing)
	if err != nil || id == "" {
		t.Fatal(err)
	}
	ctx, closeTab := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.session.origin+p.Root().Events(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(p.session.cookie())
	res, err := (&http.Transport{}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	select {
	case err := <-ended:
		t.Fatalf("it ended with a tab open (%v)", err)
	case <-time.After(100 * time.Millisecond):
	}
	closeTab()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("it did not end after its last tab")
	}
	if p.closed() != 1 {
		t.Errorf("%d cases were closed", p.closed())
	}
}
