package store

import (
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

func TestCreate(t *testing.T) {
	s := openStore(t)
	info, err := s.Info(t.Context())
	if err != nil || info.Name != "Test" {
		t.Fatalf("the case is called %q (%v)", info.Name, err)
	}
	if _, err := s.Rename(t.Context(), "Other", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if info, _ = s.Info(t.Context()); info.Name != "Test" {
		t.Errorf("after undo the case is called %q", info.Name)
	}
	if _, err := s.Redo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if info, _ = s.Info(t.Context()); info.Name != "Other" {
		t.Errorf("after redo the case is called %q", info.Name)
	}
	if _, err := s.Redo(t.Context()); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("redoing what was redone: %v", err)
	}
	path := s.Path()
	again, err := Open(t.Context(), path, Options{Actor: testActor})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.author.Clock < oplog.Clock(1) {
		t.Error("the clock starts anew with each opening")
	}
	if _, err := again.Undo(t.Context()); err != nil {
		t.Errorf("undo after opening again: %v", err)
	}
}
