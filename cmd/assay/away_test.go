package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/intake"
	"assay/store"
)

// awayDesk is an analyst for whom a folder is a drive of the network.
type awayDesk struct {
	t             *testing.T
	config, drive string
	home          string // a case on the drive
}

func newAwayDesk(t *testing.T, drive string) *awayDesk {
	return &awayDesk{t, t.TempDir(), drive, filepath.Join(drive, "Fire.assay")}
}

func onDrive(drive string) func(string) bool {
	return func(path string) bool { return strings.HasPrefix(path, drive+string(filepath.Separator)) }
}

// call runs a command.
func (d *awayDesk) call(args ...string) (code int, said string) {
	d.t.Helper()
	var out output
	code = runIn(&terminal{ctx: d.t.Context(), in: strings.NewReader(""), out: &out, err: &out, now: time.Now, dir: d.config, remote: onDrive(d.drive)}, args)
	return code, out.String()
}

// adds imports an article.
func (d *awayDesk) adds(n int) (code int, said string) {
	d.t.Helper()
	article := filepath.Join(d.t.TempDir(), "a.txt")
	if err := os.WriteFile(article, fmt.Appendf(nil, "Crane %d fell at the quay on Monday, and nobody was hurt, the port said.", n), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return d.call("import", d.home, article)
}

// brings imports an article, and wants that exit code and words.
func (d *awayDesk) brings(n, code int, says string) {
	d.t.Helper()
	if got, said := d.adds(n); got != code || !strings.Contains(said, says) {
		d.t.Fatalf("importing %d: exit %d, %q, want %d, %q", n, got, said, code, says)
	}
}

// has fails unless the file on the drive is a whole case of so many articles.
func (d *awayDesk) has(articles int) {
	d.t.Helper()
	if n := len(caseAt(d.t, d.home).Articles); n != articles {
		d.t.Errorf("the file on the drive has %d articles, want %d", n, articles)
	}
	entries, err := os.ReadDir(d.drive)
	if err != nil || len(entries) != 1 {
		d.t.Errorf("on the drive are %v, %v", entries, err)
	}
}

// left returns how many copies there are.
func (d *awayDesk) left() int {
	d.t.Helper()
	copies, err := filepath.Glob(filepath.Join(d.config, "away", "*", "*.assay"))
	if err != nil {
		d.t.Fatal(err)
	}
	return len(copies)
}

// puts puts a file on the drive, as somebody does who knows nothing of Assay.
func (d *awayDesk) puts(data []byte) {
	d.t.Helper()
	if err := os.WriteFile(d.home, data, 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *awayDesk) bytes() []byte {
	d.t.Helper()
	data, err := os.ReadFile(d.home)
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

// door is how the program of this analyst opens cases.
func (d *awayDesk) door() *door {
	d.t.Helper()
	config, _, err := desktop.OpenConfig(d.config)
	if err != nil {
		d.t.Fatal(err)
	}
	config.Remote = onDrive(d.drive)
	reader := &intake.Reader{}
	d.t.Cleanup(reader.Close)
	return &door{config: config, reader: reader, now: time.Now, tell: func(err error) { d.t.Log(err) }}
}

// TestAway: a case on a drive of the network is worked on in a copy, which is written
// back as one whole file and leaves nothing here.
func TestAway(t *testing.T) {
	d := newAwayDesk(t, t.TempDir())
	for n := range 3 {
		d.brings(n, exitOK, "1 imported")
		d.has(n + 1)
		if d.left() != 0 {
			t.Errorf("after %d a copy is left", n)
		}
	}
	before := d.bytes()
	if code, said := d.call("export", d.home, "--format=json", "--out="+filepath.Join(t.TempDir(), "out.json")); code != exitOK {
		t.Error(said)
	}
	if !bytes.Equal(before, d.bytes()) || d.left() != 0 {
		t.Error("looking at a case has changed it, or left a copy")
	}
}

// TestAwayKilled: what was acknowledged is found again when the program was killed before
// it was written back, and is written then.
func TestAwayKilled(t *testing.T) {
	if os.Getenv("ASSAY_AWAY_CHILD") != "" {
		d := &awayDesk{t, os.Getenv("ASSAY_AWAY_CONFIG"), os.Getenv("ASSAY_AWAY_CHILD"), filepath.Join(os.Getenv("ASSAY_AWAY_CHILD"), "Fire.assay")}
		s, err := d.door().open(t.Context(), d.home, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.AddClaim(t.Context(), "A crane fell", assay.EventID{}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("acknowledged")
		select {}
	}
	d := newAwayDesk(t, t.TempDir())
	d.brings(0, exitOK, "1 imported")
	before := d.bytes()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestAwayKilled$")
	child.Env = append(os.Environ(), "ASSAY_AWAY_CHILD="+d.drive, "ASSAY_AWAY_CONFIG="+d.config)
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	said := make([]byte, len("acknowledged"))
	if _, err := out.Read(said); err != nil || string(said) != "acknowledged" {
		t.Fatalf("the child says %q, %v", said, err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	if !bytes.Equal(before, d.bytes()) {
		t.Fatal("the file on the drive has changed already, and this test shows nothing")
	}
	config := d.door().config
	if homes := config.LeftAway(); len(homes) != 1 || homes[0] != d.home {
		t.Errorf("the next start finds the work of %v", homes)
	}
	d.brings(1, exitOK, "1 imported")
	d.has(2)
	if c := caseAt(t, d.home); len(c.Claims) != 1 || c.Claims[0].Wording != "A crane fell" {
		t.Errorf("the claims on the drive are %v", c.Claims)
	}
	if d.left() != 0 || len(config.LeftAway()) != 0 {
		t.Error("a copy is left, though all of it is on the drive")
	}
}

// colleagueAdds lets somebody on another computer write to the file on the drive.
func (d *awayDesk) colleagueAdds(wording string) {
	d.t.Helper()
	ben, err := store.Open(d.t.Context(), d.home, store.Options{Actor: assay.ActorID{7}, Name: "Ben"})
	if err != nil {
		d.t.Fatal(err)
	}
	if _, _, err := ben.AddClaim(d.t.Context(), wording, assay.EventID{}); err != nil {
		d.t.Fatal(err)
	}
	if err := ben.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// TestAwayChanged: what somebody else has written to the drive meanwhile is never
// overwritten; it is merged, and then both are there.
func TestAwayChanged(t *testing.T) {
	d := newAwayDesk(t, t.TempDir())
	d.brings(0, exitOK, "1 imported")
	s, err := d.door().open(t.Context(), d.home, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddClaim(t.Context(), "A crane fell", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	d.colleagueAdds("A crane was sold")
	theirs := d.bytes()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(theirs, d.bytes()) || d.left() != 1 {
		t.Fatalf("the colleague's file was overwritten, or %d copies are left", d.left())
	}
	d.brings(1, exitFailed, "Somebody else has changed Fire.assay on its drive")
	if !bytes.Equal(theirs, d.bytes()) {
		t.Fatal("the colleague's file was overwritten")
	}
	if code, said := d.call("merge", d.home, d.home); code != exitOK {
		t.Fatal(said)
	}
	d.has(2)
	if c := caseAt(t, d.home); len(c.Claims) != 2 {
		t.Errorf("the claims on the drive are %v", c.Claims)
	}
	if d.left() != 0 {
		t.Error("a copy is left")
	}

	// Where nothing waits here, what the colleague has written is simply taken, even if a
	// copy was left by a program that was killed.
	kept, err := filepath.Glob(filepath.Join(d.config, "away", "*"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	if err := os.WriteFile(filepath.Join(kept[0], "Fire.assay"), d.bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	d.colleagueAdds("A crane was bought")
	d.brings(2, exitOK, "1 imported")
	if c := caseAt(t, d.home); len(c.Claims) != 3 || len(c.Articles) != 3 {
		t.Errorf("the drive has %d claims and %d articles", len(c.Claims), len(c.Articles))
	}
}

// TestAwayOlder: somebody puts an older file on the drive while nothing waits here. What
// was there before is in the copy alone now, which stays until it is merged.
func TestAwayOlder(t *testing.T) {
	d := newAwayDesk(t, t.TempDir())
	d.brings(0, exitOK, "1 imported")
	older := d.bytes()
	d.brings(1, exitOK, "1 imported")
	for _, restore := range []func(){
		func() { // while it is open
			s, err := d.door().open(t.Context(), d.home, false)
			if err != nil {
				t.Fatal(err)
			}
			d.puts(older)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		},
		func() { // after a program was killed that had written all of it
			s, err := d.door().open(t.Context(), d.home, false)
			if err != nil {
				t.Fatal(err)
			}
			kept, err := filepath.Glob(filepath.Join(d.config, "away", "*", "Fire.assay"))
			if err != nil || len(kept) != 1 {
				t.Fatal(kept, err)
			}
			copied, err := os.ReadFile(kept[0])
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(kept[0], copied, 0o600); err != nil {
				t.Fatal(err)
			}
			d.puts(older)
		},
	} {
		restore()
		if d.left() != 1 {
			t.Fatalf("%d copies are left", d.left())
		}
		d.brings(2, exitFailed, "Somebody else has changed Fire.assay on its drive")
		if !bytes.Equal(older, d.bytes()) {
			t.Fatal("what somebody has put there was overwritten")
		}
		if code, said := d.call("merge", d.home, d.home); code != exitOK {
			t.Fatal(said)
		}
		if d.has(3); d.left() != 0 {
			t.Error("a copy is left")
		}
	}
}

// TestAwayTwo: of two analysts who open the same file at once, the second to write back
// merges.
func TestAwayTwo(t *testing.T) {
	ana := newAwayDesk(t, t.TempDir())
	ben := newAwayDesk(t, ana.drive)
	ana.brings(0, exitOK, "1 imported")
	var open []*store.Store
	for i, d := range []*awayDesk{ana, ben} {
		s, err := d.door().open(t.Context(), d.home, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.AddClaim(t.Context(), fmt.Sprint("Crane ", i, " fell"), assay.EventID{}); err != nil {
			t.Fatal(err)
		}
		open = append(open, s)
	}
	for _, s := range open {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if c := caseAt(t, ana.home); len(c.Claims) != 1 || ana.left() != 0 || ben.left() != 1 {
		t.Fatalf("the drive has %d claims; Ana has %d copies, Ben %d", len(c.Claims), ana.left(), ben.left())
	}
	if code, said := ben.call("merge", ben.home, ben.home); code != exitOK {
		t.Fatal(said)
	}
	if c := caseAt(t, ana.home); len(c.Claims) != 2 || ben.left() != 0 {
		t.Errorf("the drive has %d claims; Ben has %d copies", len(c.Claims), ben.left())
	}
}

// TestAwayUnreachable: while the drive is away the work goes on, and it is told.
func TestAwayUnreachable(t *testing.T) {
	d := newAwayDesk(t, filepath.Join(t.TempDir(), "share"))
	if err := os.Mkdir(d.drive, 0o700); err != nil {
		t.Fatal(err)
	}
	d.brings(0, exitOK, "1 imported")
	s, err := d.door().open(t.Context(), d.home, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddClaim(t.Context(), "A crane fell", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(d.drive, d.drive+" away"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.brings(1, exitFailed, "cannot be reached")
	if err := os.Rename(d.drive+" away", d.drive); err != nil {
		t.Fatal(err)
	}
	d.brings(2, exitOK, "1 imported")
	d.has(3)
	if c := caseAt(t, d.home); len(c.Claims) != 1 || d.left() != 0 {
		t.Errorf("the drive has %d claims, and %d copies are left", len(c.Claims), d.left())
	}
	if err := os.Remove(d.home); err != nil {
		t.Fatal(err)
	}
	d.brings(3, exitOK, "1 imported") // as a new one: nobody has work on the other
	d.has(1)
}
