package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

var testActor = assay.ActorID(oplog.Derive("actor", oplog.Encode("ana")))

// openStore makes a case of its own for a test. When the test is over the case
// must be whole.
func openStore(t *testing.T) *Store {
	t.Helper()
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "test.assay"), "Test", Options{Actor: testActor, Name: "Ana", Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.Check(context.Background()); err != nil {
			t.Errorf("after the test: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// testClock goes on by a second at each look.
func testClock() func() time.Time {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

// TestSetNameWaitsForNobody names the analyst in the middle of an act.
func TestSetNameWaitsForNobody(t *testing.T) {
	s := openStore(t)
	_, err := s.update(t.Context(), func(x *tx) error {
		named := make(chan bool)
		go func() {
			s.SetName("Ana Rask")
			close(named)
		}()
		select {
		case <-named:
		case <-time.After(10 * time.Second):
			t.Error("the name waits for the act")
		}
		_, err := x.addClaim(t.Context(), "Twelve lorries burned", assay.EventID{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var name string
	if err := s.read.QueryRowContext(t.Context(), `SELECT name FROM actor`).Scan(&name); err != nil || name != "Ana Rask" {
		t.Errorf("the case calls the analyst %q (%v)", name, err)
	}
}
