package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// progressEvery is how often pages are told how far a job has come.
const progressEvery = 100 * time.Millisecond

// errPanicked ends, deferred, a job whose work panicked: the program would
// otherwise wait for that job for ever. For a job that has ended it does nothing.
var errPanicked = errors.New("the work panicked")

// Job is work that outlasts the request that started it. While one runs the
// program does not end of itself. Methods can be called concurrently.
type Job struct {
	s    *Server
	done func()
	say  func(assay.Sentence) string

	mu   sync.Mutex
	at   Progress
	told time.Time
}

// Begin begins a job on a case, given by its id in addresses. label says to
// the analyst, whose language is that of ctx, what it does. [Job.End] must follow.
func (s *Server) Begin(ctx context.Context, caseID, label string) *Job {
	return s.beginAs(ctx, randomHex(4), caseID, label)
}

// beginAs begins a job that pages know by its id.
func (s *Server) beginAs(ctx context.Context, id, caseID, label string) *Job {
	say := func(what assay.Sentence) string { return tr.Said(ctx, what) }
	j := &Job{s: s, done: s.life.begin(), say: say, at: Progress{Job: id, Case: caseID, Label: label}}
	j.tell()
	return j
}

// Step says that done of total parts are done; total is 0 if nobody knows.
func (j *Job) Step(done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.at.Done, j.at.Total = done, total
	if j.s.Now().Sub(j.told) >= progressEvery {
		j.tell()
	}
}

// End says that the job is over, and well unless there is an err. That err is
// shown if it was written for the analyst; logging it is the caller's business.
func (j *Job) End(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.at.Ended {
		return
	}
	j.at.Ended = true
	if e, ok := errors.AsType[*assay.Error](err); ok {
		j.at.Problem = j.say(e.Message)
	} else if err != nil {
		j.at.Problem = j.say(assay.Say("Something went wrong. The details are in the log."))
	}
	j.tell()
	j.done()
}

func (j *Job) tell() {
	j.told = j.s.Now()
	j.s.Publish(j.at)
}
