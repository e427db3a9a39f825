package web

import (
	"sync"
	"time"
)

// life decides when the program ends: some time after its last tab was closed,
// as no window is there to be closed. It never ends while a job runs, and not
// before somebody was there or at least sent for.
type life struct {
	grace   time.Duration // to live on without a tab; reloading one takes a moment
	silence time.Duration // after which a tab that polls is taken for closed
	over    chan struct{} // closed at the end

	mu      sync.Mutex
	started bool // a tab was open, or is on its way
	tabs    int
	jobs    int
	polling map[string]*time.Timer
	timer   *time.Timer // set while nothing keeps the program alive
	ended   bool
}

func newLife(grace, silence time.Duration) *life {
	return &life{grace: grace, silence: silence, over: make(chan struct{}), polling: make(map[string]*time.Timer)}
}

// expect says that a tab is on its way. A browser that has to be started first
// gets twice the time.
func (l *life) expect() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.started = true
	l.settle(2 * l.grace)
}

// stir says that somebody is there, though perhaps without a tab for the moment.
func (l *life) stir() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.timer != nil {
		l.settle(l.grace)
	}
}

// join counts a tab, or all that share one stream, until leave is called.
func (l *life) join() (leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.started = true
	l.tabs++
	l.settle(l.grace)
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.tabs--
		l.settle(l.grace)
	})
}

// poll counts a tab that has no stream, until it has been silent for a while.
func (l *life) poll(tab string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.polling[tab]; ok {
		t.Stop()
	} else {
		l.tabs++
	}
	l.started = true
	var mine *time.Timer
	mine = time.AfterFunc(l.silence, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.polling[tab] == mine {
			l.forget(tab)
		}
	})
	l.polling[tab] = mine
	l.settle(l.grace)
}

// gone says that a tab that polled was closed.
func (l *life) gone(tab string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.polling[tab]; ok {
		t.Stop()
		l.forget(tab)
	}
}

func (l *life) forget(tab string) {
	delete(l.polling, tab)
	l.tabs--
	l.settle(l.grace)
}

// begin keeps the program alive until done is called.
func (l *life) begin() (done func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.jobs++
	l.settle(l.grace)
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.jobs--
		l.settle(l.grace)
	})
}

// busy reports whether a job runs.
func (l *life) busy() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.jobs > 0
}

// end ends the program now.
func (l *life) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.ended = true
		close(l.over)
	}
}

// settle starts the countdown, or stops it, as things now are.
func (l *life) settle(wait time.Duration) {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	if !l.started || l.tabs > 0 || l.jobs > 0 || l.ended {
		return
	}
	var mine *time.Timer
	mine = time.AfterFunc(wait, func() {
		l.mu.Lock()
		still := l.timer == mine
		l.mu.Unlock()
		if still {
			l.end()
		}
	})
	l.timer = mine
}
