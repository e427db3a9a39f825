package intake

import (
	"os"
	"path/filepath"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// TestOpenCase: a case that somebody has sent is read in a process of its own as it
// is in this one, and a file that is none is refused in the same words.
func TestOpenCase(t *testing.T) {
	r := &Reader{}
	defer r.Close()
	path := filepath.Join("..", "..", "store", "testdata", "v5.assay")
	apart, err := r.OpenCase(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	taken, err := store.TakeCopy(t.Context(), path, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	here, err := store.OpenTaken(t.Context(), taken)
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	a, b := apart.About(), here.About()
	if a.Dir, b.Dir = "", ""; a != b || a.Format == 0 {
		t.Errorf("%+v, and here %+v", a, b)
	}
	var want []oplog.Op
	var rows []int64
	for row, err := range here.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row.Seq)
	}
	for op, err := range here.Operations(t.Context(), rows) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, op)
	}
	n, texts := 0, 0
	for row, err := range apart.Rows(t.Context()) {
		if err != nil || n >= len(rows) || row.Seq != rows[n] {
			t.Fatalf("row %d is %+v: %v", n, row, err)
		}
		n++
	}
	n = 0
	for op, err := range apart.Operations(t.Context(), rows) {
		if err != nil {
			t.Fatal(err)
		}
		if n >= len(want) || op.ID != want[n].ID {
			t.Fatalf("operation %d is %v", n, op.ID)
		}
		n++
	}
	for _, op := range want {
		fields, _ := oplog.DecodeBody(op.Body)
		if v := fields["content"]; !v.IsNull() {
			data, err := apart.Blob(t.Context(), v.Hash())
			if err != nil || !v.Hash().Of(data) {
				t.Errorf("the bytes of %v: %v", v.Hash(), err)
			}
			texts++
		}
	}
	if n != len(want) || texts == 0 {
		t.Errorf("%d of %d operations, %d texts", n, len(want), texts)
	}
	if data, err := apart.Blob(t.Context(), oplog.Hash{1}); err != nil || data != nil {
		t.Errorf("bytes that it has not got: %d, %v", len(data), err)
	}

	// The process ends amid it.
	apart.(*sentCase).process.kill()
	for _, err := range apart.Operations(t.Context(), rows) {
		if assay.KindOf(err) != assay.KindUnsupported {
			t.Errorf("of a process that has ended: %v", err)
		}
	}
	dir := apart.About().Dir
	if err := apart.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("our copy is still there: %v", err)
	}

	for name, data := range map[string]string{"text": "no case", "cut": "SQLite format 3\x00"} {
		path := filepath.Join(t.TempDir(), name+".assay")
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := r.OpenCase(t.Context(), path); assay.KindOf(err) != assay.KindUnsupported {
			t.Errorf("%s: %v", name, err)
		}
	}
}
