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
	silence time.Duration // after which a tab that says nothing is taken for closed
	over    chan struct{} // closed at the end

	mu      sync.Mutex
	started bool // a tab was open, or is on its way
	tabs    map[string]*presence
	left    map[string]bool // tabs that are closed, for as long as a word of theirs may be late
	jobs    int
	timer   *time.Timer // set while nothing keeps the program alive
	ended   bool
}

// presence is a tab, or all tabs that share a stream.
type presence struct {
	streams int
	asleep  *time.Timer // fires when it has been silent for too long; nil after that
}

func newLife(grace, silence time.Duration) *life {
	return &life{
		grace: grace, silence: silence, over: make(chan struct{}),
		tabs: make(map[string]*presence), left: make(map[string]bool),
	}
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

// join says that a tab has opened a stream, until leave is called. The tab
// counts for as long as it also polls: at the other end of an open stream may
// be a page that the browser only remembers.
func (l *life) join(tab string) (leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.left, tab) // it was cut off, and is back
	l.hear(tab).streams++
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if p := l.tabs[tab]; p != nil {
			if p.streams--; p.streams == 0 {
				l.forget(tab)
			}
		}
	})
}

// poll says that a tab is awake.
func (l *life) poll(tab string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.left[tab] {
		l.hear(tab)
	}
}

// gone says that a tab was closed. A poll that it sent before may arrive only
// now, and changes nothing.
func (l *life) gone(tab string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(tab)
}

// hear notes a word from a tab.
func (l *life) hear(tab string) *presence {
	l.started = true
	p := l.tabs[tab]
	if p == nil {
		p = &presence{}
		l.tabs[tab] = p
	}
	if p.asleep != nil {
		p.asleep.Stop()
	}
	var mine *time.Timer
	mine = time.AfterFunc(l.silence, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if p.asleep != mine {
			return
		}
		if p.asleep = nil; p.streams == 0 {
			delete(l.tabs, tab)
		}
		l.settle(l.grace)
	})
	p.asleep = mine
	l.settle(l.grace)
	return p
}

func (l *life) forget(tab string) {
	p := l.tabs[tab]
	if p == nil {
		return
	}
	if p.asleep != nil {
		p.asleep.Stop()
		p.asleep = nil
	}
	delete(l.tabs, tab)
	l.left[tab] = true
	time.AfterFunc(l.silence, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.left, tab)
	})
	l.settle(l.grace)
}

// awake returns how many tabs there are.
func (l *life) awake() (n int) {
	for _, p := range l.tabs {
		if p.asleep != nil {
			n++
		}
	}
	return n
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
	if !l.started || l.awake() > 0 || l.jobs > 0 || l.ended {
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
