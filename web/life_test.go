package web

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// stay opens a tab and has it say now and then that it is awake.
func stay(l *life, tab string) {
	l.join(tab)
	for range 1000 {
		time.Sleep(l.silence / 7)
		l.poll(tab)
	}
}

func TestLife(t *testing.T) {
	const never = 0
	tests := []struct {
		name string
		live func(l *life)
		ends time.Duration // after the start, with a grace of 60 s and silence of 180 s
	}{
		{"nobody was sent for", func(*life) {}, never},
		{"a browser was sent for and did not come", func(l *life) { l.expect() }, 120 * time.Second},
		{"a browser was sent for and came", func(l *life) {
			l.expect()
			time.Sleep(100 * time.Second)
			stay(l, "a")
		}, never},
		{"a browser came as far as its ticket", func(l *life) {
			l.expect()
			time.Sleep(100 * time.Second)
			l.stir()
		}, 160 * time.Second},
		{"the last tab was closed", func(l *life) {
			leave := l.join("a")
			time.Sleep(10 * time.Second)
			leave()
		}, 70 * time.Second},
		{"a tab was closed twice over", func(l *life) {
			leave := l.join("a")
			stay(l, "b")
			leave()
			leave()
		}, never},
		{"one of two tabs was closed", func(l *life) {
			leave := l.join("a")
			stay(l, "b")
			leave()
		}, never},
		{"a tab was reloaded", func(l *life) {
			leave := l.join("a")
			leave()
			time.Sleep(time.Second)
			leave = l.join("a")
			time.Sleep(9 * time.Second)
			leave()
		}, 70 * time.Second},
		{"somebody stirred without a tab", func(l *life) {
			l.join("a")()
			time.Sleep(59 * time.Second)
			l.stir()
		}, 119 * time.Second},
		{"somebody stirred before the first tab", func(l *life) { l.stir() }, never},
		{"a job outlasts the last tab", func(l *life) {
			done := l.begin()
			l.join("a")()
			time.Sleep(500 * time.Second)
			done()
		}, 560 * time.Second},
		{"one of two jobs is over", func(l *life) {
			done := l.begin()
			l.begin()
			l.join("a")()
			time.Sleep(500 * time.Second)
			done()
			done()
		}, never},
		{"a job before the first tab", func(l *life) { l.begin()() }, never},
		{"a tab with a stream sleeps", func(l *life) {
			l.join("a")
			time.Sleep(100 * time.Second)
			l.poll("a")
		}, 100*time.Second + 180*time.Second + 60*time.Second},
		{"a tab with a stream wakes up in time", func(l *life) {
			l.join("a")
			time.Sleep(200 * time.Second)
			l.poll("a")
		}, 200*time.Second + 180*time.Second + 60*time.Second},
		{"a stream is cut and comes back", func(l *life) {
			l.join("a")()
			l.join("a")
		}, 240 * time.Second},
		{"a stream comes back before the old one is missed", func(l *life) {
			leave := l.join("a")
			l.join("a")
			leave()
		}, 240 * time.Second},
		{"a tab that polls", func(l *life) {
			for range 10 {
				l.poll("a")
				time.Sleep(25 * time.Second)
			}
		}, 225*time.Second + 180*time.Second + 60*time.Second},
		{"a tab that polled was closed", func(l *life) {
			l.poll("a")
			time.Sleep(5 * time.Second)
			l.gone("a")
			l.gone("a")
		}, 65 * time.Second},
		{"a poll overtaken by its tab's leaving", func(l *life) {
			l.poll("a")
			l.gone("a")
			time.Sleep(time.Second)
			l.poll("a")
		}, 60 * time.Second},
		{"one of two tabs that poll falls silent", func(l *life) {
			l.poll("a")
			time.Sleep(100 * time.Second)
			l.poll("b")
		}, 340 * time.Second},
		{"a tab that nobody knew was closed", func(l *life) { l.gone("a") }, never},
		{"the analyst quits", func(l *life) {
			l.join("a")
			l.begin()
			time.Sleep(3 * time.Second)
			l.end()
			l.end()
		}, 3 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				l := newLife(60*time.Second, 180*time.Second)
				var living sync.WaitGroup
				defer living.Wait()
				living.Go(func() { test.live(l) })
				select {
				case <-l.over:
					if took := time.Since(start); took != test.ends {
						t.Errorf("it ended after %v, want %v", took, test.ends)
					}
				case <-time.After(time.Hour):
					if test.ends != never {
						t.Errorf("it lives, want an end after %v", test.ends)
					}
				}
			})
		})
	}
}
