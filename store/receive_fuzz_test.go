package store

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// FuzzReceive: whatever is written into the file of a case, out of it comes a case that
// is whole and has nothing in it that nobody wrote, or a refusal in the analyst's words.
// A change is where, from the beginning of a page or not, and what.
func FuzzReceive(f *testing.F) {
	data, err := os.ReadFile(filepath.Join("testdata", "v5.assay"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(false, []byte{})
	f.Add(true, []byte{0, 0, 0, 28, 0x7f, 0, 0, 1, 16, 2})
	f.Add(false, []byte{0, 0, 3, 232, 1, 0, 1, 0, 0, 9})
	f.Fuzz(func(t *testing.T, broken bool, changes []byte) {
		other := append([]byte(nil), data...)
		for ; len(changes) >= 5; changes = changes[5:] {
			other[int(binary.BigEndian.Uint32(changes))%len(other)] = changes[4]
		}
		dir := t.TempDir()
		path, to := filepath.Join(dir, "gift.assay"), filepath.Join(dir, "received.assay")
		if err := os.WriteFile(path, other, 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		take := TakeCopy
		if broken {
			take = TakeBroken
		}
		about, err := take(ctx, path, dir)
		var from Copy
		if err == nil {
			from, err = OpenTaken(ctx, about)
		}
		if err != nil {
			if assay.KindOf(err) == assay.KindInternal {
				t.Errorf("refused without a reason: %v", err)
			}
			return
		}
		defer from.Close()
		_, err = Receive(ctx, from, to, Options{Actor: testActor})
		sound(t, to, err, genuineOps())
		if errors.Is(err, context.DeadlineExceeded) {
			t.Error("it takes too long")
		}
	})
}

// genuineOps are the operations of the case that is changed.
func genuineOps() map[oplog.Hash]bool {
	genuine := map[oplog.Hash]bool{}
	s, err := Open(context.Background(), filepath.Join("testdata", "v5.assay"), Options{ReadOnly: true})
	if err != nil {
		return genuine
	}
	defer s.Close()
	log, err := s.Log(context.Background())
	if err != nil {
		return genuine
	}
	for _, op := range log {
		genuine[op.ID] = true
	}
	return genuine
}
