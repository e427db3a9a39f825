package sealed

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"assay/internal/assay"
)

const passphrase = "lantern gravel oboe seven"

func seal(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Seal(&b, bytes.NewReader(data), passphrase); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOpen opens what was sealed, and nothing that was not or is no longer.
func TestOpen(t *testing.T) {
	data := bytes.Repeat([]byte("Nine cranes fell. "), 10_000)
	whole := seal(t, data)
	if bytes.Contains(whole, []byte("cranes")) {
		t.Error("it can be read without the passphrase")
	}
	flipped := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 1
		return b
	}
	tests := []struct {
		name, passphrase string
		file             []byte
		want             assay.ErrorKind
	}{
		{"whole", passphrase, whole, ""},
		{"another passphrase", "lantern gravel oboe eight", whole, assay.KindInvalid},
		{"no passphrase", "", whole, assay.KindInvalid},
		{"cut short", passphrase, whole[:len(whole)/2], assay.KindUnsupported},
		{"cut at the end of a chunk", passphrase, whole[:len(whole)-1], assay.KindUnsupported},
		{"nothing but the head", passphrase, whole[:len(header)], assay.KindUnsupported},
		{"a bit of what is sealed", passphrase, flipped(len(whole) - 100), assay.KindUnsupported},
		{"a bit of the head", passphrase, flipped(3), assay.KindUnsupported},
		{"too much work", passphrase, bytes.Replace(whole, []byte(" 18\n"), []byte(" 30\n"), 1), assay.KindUnsupported},
		{"no sealed file", passphrase, data, assay.KindUnsupported},
		{"nothing", passphrase, nil, assay.KindUnsupported},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b bytes.Buffer
			err := Open(&b, bytes.NewReader(test.file), test.passphrase)
			if test.want == "" {
				if err != nil || !bytes.Equal(b.Bytes(), data) {
					t.Errorf("%d bytes, %v", b.Len(), err)
				}
				return
			}
			if got := assay.KindOf(err); err == nil || got != test.want {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestOpenForOthers: what is sealed for a key and not by a passphrase is not ours to open.
func TestOpenForOthers(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, key.Recipient())
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := Open(&bytes.Buffer{}, &b, passphrase); err == nil {
		t.Error("it was opened")
	}
}

func TestCheckPassphrase(t *testing.T) {
	for p, ok := range map[string]bool{"": false, strings.Repeat(" ", 20): false, "hunter2": false, "harbour": false, passphrase: true, "مرفأ رافعة تسعة بحر": true} {
		if err := CheckPassphrase(p); (err == nil) != ok {
			t.Errorf("%q: %v", p, err)
		}
	}
	if err := Seal(&bytes.Buffer{}, strings.NewReader("x"), "short"); assay.KindOf(err) != assay.KindInvalid {
		t.Errorf("sealed with a short passphrase: %v", err)
	}
}

func TestIs(t *testing.T) {
	dir := t.TempDir()
	for name, test := range map[string]struct {
		data []byte
		want bool
	}{
		"sealed.assay.age": {seal(t, []byte("x")), true},
		"named.age":        {[]byte("SQLite format 3\x00 and so on"), false},
		"empty.age":        {nil, false},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, test.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := Is(path); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if Is(filepath.Join(dir, "none")) {
		t.Error("what is not there is sealed")
	}
}
