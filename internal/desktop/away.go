package desktop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"assay/internal/assay"
)

// How long nothing may have changed before a case is written back, and how often that is
// done: at most every so often, and at least where changes do not end.
const (
	awayQuiet  = 4 * time.Second
	awayEvery  = 15 * time.Second
	awayAtMost = 2 * time.Minute
)

// Away is a case whose file, its home, lies on a drive of the network. It is worked on in
// a copy on this computer, and the copy is written back as one whole file. The copy stays
// until home has all that is in it; home is only ever replaced if it is the file that was
// last read or written. Methods can be called concurrently.
type Away struct {
	home, dir string

	mu    sync.Mutex   // held while home is looked at or written to
	in    *flock.Flock // held, with others, while users have the copy open
	users int
	kept  awayKept
	seen  os.FileInfo // home, when its bytes were certainly those of kept.Base
	wrote os.FileInfo // what was written from here, before it took the place of home
	once  awayLook
	pace  awayPace

	telling sync.Mutex // guards status, and is never held while a drive is waited for
	status  AwayStatus
}

// says changes what is said of the copy.
func (a *Away) says(change func(*AwayStatus)) {
	a.telling.Lock()
	defer a.telling.Unlock()
	change(&a.status)
}

// awayLook is a look at the bytes of home.
type awayLook struct {
	info os.FileInfo
	at   time.Time
}

// awayKept is what is kept beside the copy. Hashes are hexadecimal, of all bytes of a
// file; marks are what the store calls one.
type awayKept struct {
	Home     string    `json:"home"`
	Base     string    `json:"base,omitempty"`  // what home was when it was last read or written, "" for no file
	Ours     string    `json:"ours,omitempty"`  // what was last written there
	Mark     string    `json:"mark,omitempty"`  // how far the copy had come when it was the same as home
	Going    string    `json:"going,omitempty"` // what was about to take the place of home
	GoneMark string    `json:"going_mark,omitempty"`
	Written  time.Time `json:"written,omitzero"` // UTC
}

// awayPace is when the copy was seen to change, and written back.
type awayPace struct {
	mark               string
	since, from, tried time.Time // the mark is the same; something waits; home was last written to, or in vain
}

// AwayStatus is how a copy and its home stand to each other.
type AwayStatus struct {
	Home    string
	Written time.Time      // when home was last written to, UTC; zero if that was not here
	Waits   bool           // something in the copy is not in home
	Changed bool           // somebody else has written to home
	Gone    bool           // there is no file any more
	Problem assay.Sentence // why home could not be written to, or looked at; zero if it could
}

// Home returns the path by which the analyst knows the case.
func (a *Away) Home() string { return a.home }

// Copy returns the path of the copy.
func (a *Away) Copy() string { return filepath.Join(a.dir, filepath.Base(a.home)) }

// There reports whether there is a copy, so that there may be something in it that is
// not at home yet.
func (a *Away) There() bool {
	info, err := os.Stat(a.Copy())
	return err == nil && info.Mode().IsRegular()
}

// AwayCase returns how the case at home is worked on in a copy, nil if it is opened in
// its place. A path on a drive of the network has a copy, unless the copies would be on
// one, too; and so has one of which a copy was left.
func (c *Config) AwayCase(home string) *Away {
	home, err := filepath.Abs(home)
	if err != nil {
		return nil
	}
	c.away.Lock()
	a := c.aways[home]
	c.away.Unlock()
	if a != nil {
		return a
	}
	sum := sha256.Sum256([]byte(home))
	a = &Away{home: home, dir: filepath.Join(c.awayDir(), hex.EncodeToString(sum[:8])), status: AwayStatus{Home: home}}
	rule := c.Remote
	if rule == nil {
		rule = func(path string) bool { return Remote(path) && !Remote(a.dir) }
	}
	if !a.There() && !rule(home) {
		return nil
	}
	c.away.Lock() // which nobody holds who waits for a drive
	defer c.away.Unlock()
	if other := c.aways[home]; other != nil {
		return other
	}
	if c.aways == nil {
		c.aways = map[string]*Away{}
	}
	c.aways[home] = a
	return a
}

func (c *Config) awayDir() string { return filepath.Join(c.dir, "away") }

// LeftAway returns the homes of the cases of which there are copies: what is in them may
// not be at home yet.
func (c *Config) LeftAway() (homes []string) {
	kept, _ := filepath.Glob(filepath.Join(c.awayDir(), "*", "away.json")) // the pattern is a good one
	for _, path := range kept {
		a := &Away{dir: filepath.Dir(path)}
		if a.read() != nil || a.kept.Home == "" {
			continue
		}
		if a.home = a.kept.Home; a.There() {
			homes = append(homes, a.home)
		}
	}
	slices.Sort(homes)
	return homes
}

// Enter says that somebody opens the copy, and lets go of it with Leave.
func (a *Away) Enter() (err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := os.MkdirAll(a.dir, privateDir); err != nil {
		return fmt.Errorf("making a folder for the copy of a case: %w", err)
	}
	if a.users == 0 {
		a.in = flock.New(filepath.Join(a.dir, "open.lock"), flock.SetPermissions(privateFile))
		if err := a.in.RLock(); err != nil {
			return fmt.Errorf("opening the copy of a case: %w", err)
		}
	}
	a.users++
	return a.locked(func() error { return nil })
}

// Leave lets go of the copy, and removes it if home is there and has all of it, and
// nobody else has it open. mark reads how far a copy has come.
func (a *Away) Leave(mark func(path string) (string, error)) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.users--; a.users > 0 {
		return nil
	}
	if err := a.in.Unlock(); err != nil {
		return err
	}
	if alone, err := a.in.TryLock(); !alone {
		return err
	}
	err := a.read()
	if err == nil && a.asLeft() {
		_, err = a.remove(mark)
	}
	return errors.Join(err, a.in.Unlock())
}

// asLeft reports whether home is what was last read or written. What somebody else has
// put there since may lack what is in the copy.
func (a *Away) asLeft() bool {
	info, err := fresh(a.home)
	if err != nil {
		return false
	}
	for _, known := range []os.FileInfo{a.seen, a.wrote} {
		if known != nil && sameFile(info, known) {
			return true
		}
	}
	hash, _, err := hashOf(a.home)
	return err == nil && hash == a.kept.Base
}

// remove removes the copy, if all of it was at home when home was last read or written.
// Nobody may have it open: what somebody did at the last moment is seen. Whoever asks
// knows that it still is at home.
func (a *Away) remove(mark func(path string) (string, error)) (done bool, err error) {
	if !a.There() {
		return true, nil
	}
	now, err := mark(a.Copy())
	if err == nil {
		err = a.read()
	}
	if err != nil || now != a.kept.Mark {
		return false, err
	}
	return true, os.Remove(a.Copy())
}

// Forget removes the copy of somebody who has it open, so that it can be made anew out of
// home, which has all that is in it.
func (a *Away) Forget(mark func(path string) (string, error)) (done bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.users > 1 {
		return false, nil
	}
	if err := a.in.Unlock(); err != nil {
		return false, err
	}
	if alone, lockErr := a.in.TryLock(); alone {
		done, err = a.remove(mark)
		err = errors.Join(err, a.in.Unlock())
	} else {
		err = lockErr
	}
	return done, errors.Join(err, a.in.RLock())
}

// Fetch makes the copy out of home, if home is as it was last written from here. If not,
// whoever asks has to see to it that it is nothing but a case.
func (a *Away) Fetch() (done bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kept.Ours == "" {
		return false, nil
	}
	temp := filepath.Join(a.dir, "coming")
	hash, err := copyFile(a.home, temp)
	if err != nil || hash != a.kept.Ours {
		return false, errors.Join(err, os.RemoveAll(temp))
	}
	if err := a.locked(func() error { return a.keep(func(k *awayKept) { k.Base, k.Mark = hash, "" }) }); err != nil {
		return false, err
	}
	return true, os.Rename(temp, a.Copy())
}

// Came notes that the copy is about to be made out of home, whose bytes have that hash,
// or, where it is "", that there is no file yet.
func (a *Away) Came(hash string) error {
	return a.took(func(k *awayKept) { k.Base, k.Going, k.Mark = hash, "", "" })
}

// Merged notes that every operation of the file at path, whose bytes had that hash, is in the
// copy. It matters if that is home, by whatever name: then home may be written over, unless
// lacks says that it has texts or originals whose bytes the copy has not got.
func (a *Away) Merged(path, hash string, lacks func() (bool, error)) error {
	if a == nil {
		return nil
	}
	other, err := os.Stat(path)
	if err != nil {
		return nil //nolint:nilerr // what is gone is not at home
	}
	if home, err := os.Stat(a.home); err != nil || !os.SameFile(home, other) {
		return nil //nolint:nilerr // likewise
	}
	if more, err := lacks(); err != nil || more {
		return err
	}
	return a.took(func(k *awayKept) { k.Base, k.Going, k.Mark = hash, "", elsewhere })
}

// elsewhere is the mark where home is not what the copy has ever been: all of the copy is
// still to be written there.
const elsewhere = "-"

// Again lets home be written where there is no file any more.
func (a *Away) Again() error {
	if _, err := fresh(a.home); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return a.took(func(k *awayKept) { k.Base, k.Going, k.Mark = "", "", elsewhere })
}

func (a *Away) took(change func(*awayKept)) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen, a.wrote, a.pace.tried = nil, nil, time.Time{}
	err := a.locked(func() error { return a.keep(change) })
	a.says(func(s *AwayStatus) {
		s.Changed, s.Gone, s.Problem = false, false, assay.Sentence{}
		s.Waits = s.Waits || a.kept.Mark == elsewhere
	})
	return err
}

// Begin says how far the copy has come when it is opened.
func (a *Away) Begin(mark string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.locked(func() error {
		if a.kept.Mark != "" {
			return nil
		}
		return a.keep(func(k *awayKept) { k.Mark = mark })
	})
	a.says(func(s *AwayStatus) { s.Waits, s.Written = a.kept.Mark != mark, a.kept.Written })
	return err
}

// Status returns how the copy and its home stand.
func (a *Away) Status() AwayStatus {
	a.telling.Lock()
	defer a.telling.Unlock()
	return a.status
}

// Due reports whether a copy that has come as far as mark is to be written back now.
func (a *Away) Due(mark string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	waits := mark != a.kept.Mark
	a.says(func(s *AwayStatus) { s.Waits = waits })
	p := &a.pace
	switch {
	case !waits:
		*p = awayPace{mark: mark, since: now, tried: p.tried}
		return false
	case p.mark != mark:
		p.mark, p.since = mark, now
	}
	if p.from.IsZero() {
		p.from = now
	}
	return now.Sub(p.tried) >= awayEvery && (now.Sub(p.since) >= awayQuiet || now.Sub(p.from) >= awayAtMost)
}

// Worked says that something was done in the copy just now.
func (a *Away) Worked() {
	if a == nil {
		return
	}
	a.says(func(s *AwayStatus) { s.Waits = true })
}

// Look sees whether home is still what was last read or written.
func (a *Away) Look(now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.note(a.locked(func() error {
		_, err := a.look(now)
		return err
	}))
}

// AwayCopy is the copy as it is open, a case of the store.
type AwayCopy interface {
	Mark(ctx context.Context) (string, error)        // another one after everything that is done
	SaveCopy(ctx context.Context, path string) error // writes all of it to a new file
}

// WriteBack writes the copy to home, if anything in it is not there.
func (a *Away) WriteBack(ctx context.Context, from AwayCopy, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pace.tried = now
	mark, err := from.Mark(ctx) // of no more than is written
	if err != nil {
		return err
	}
	err = a.note(a.locked(func() error { return a.write(mark, now, func(to string) error { return from.SaveCopy(ctx, to) }) }))
	if err == nil {
		a.pace.from = time.Time{}
	}
	if later, markErr := from.Mark(ctx); markErr == nil { // somebody may have worked on meanwhile
		mark = later
	}
	a.says(func(s *AwayStatus) { s.Waits, s.Written = mark != a.kept.Mark, a.kept.Written })
	return err
}

// Errors about home. They are of the kind that is said to the analyst.
var (
	errAwayChanged = errors.New("somebody else has written to it")
	errAwayGone    = errors.New("it is not there any more")
)

// note keeps what is to be said of home, and says it.
func (a *Away) note(err error) error {
	changed, gone := errors.Is(err, errAwayChanged), errors.Is(err, errAwayGone)
	name := filepath.Base(a.home)
	var say assay.Sentence
	switch {
	case err == nil:
	case changed:
		say = assay.Say("Somebody else has changed %s on its drive. It is left as it is, and so is your work, on this computer. Merge the two; then both are written to the drive.", name)
	case gone:
		say = assay.Say("%s is no longer where it was: it was moved, renamed or deleted, or its drive is not connected. Your work is safe on this computer.", name)
	case errors.Is(err, errSaving):
		say = assay.Say("Nothing can be written to the drive of %s: on this computer a copy has to be made of it first, and that does not go. Its disk may be full; free some space. Your work is safe.", name)
	case driveFull(err):
		say = assay.Say("The drive of %s is full. Your work is safe on this computer, and is written back once there is space.", name)
	case errors.Is(err, fs.ErrPermission) || driveReadOnly(err):
		say = assay.Say("You may not write to the folder of %s on its drive any more. Your work is safe on this computer, and is written back once you may.", name)
	default:
		say = assay.Say("The drive of %s cannot be reached. Your work is safe on this computer, and is written back once the drive is there again.", name)
	}
	a.says(func(s *AwayStatus) { s.Changed, s.Gone, s.Problem = changed, gone, say })
	if err == nil {
		return nil
	}
	return &assay.Error{Kind: assay.KindConflict, Field: "path", Message: say, Err: err}
}

// look returns home as it is, nil if there is no file and none is expected.
func (a *Away) look(now time.Time) (os.FileInfo, error) {
	info, err := fresh(a.home)
	if errors.Is(err, fs.ErrNotExist) {
		if _, folder := os.Stat(filepath.Dir(a.home)); folder != nil {
			return nil, folder
		}
		if a.kept.Base != "" {
			return nil, errAwayGone
		}
		return nil, nil
	}
	if err != nil || a.seen != nil && sameFile(info, a.seen) {
		return info, err
	}
	hash, info, err := hashOf(a.home)
	switch {
	case err != nil:
		return nil, err
	case hash == a.kept.Going && hash != a.kept.Base: // we were stopped right after it took its place
		if err := a.keep(func(k *awayKept) { k.arrived() }); err != nil {
			return nil, err
		}
	case hash != a.kept.Base:
		return nil, errAwayChanged
	}
	switch { // what was written a moment ago could be written to once more, and look the same
	case a.once.info == nil || !sameFile(info, a.once.info):
		a.once = awayLook{info, now}
	case now.Sub(a.once.at) > clockGrain:
		a.seen = info
	}
	return info, nil
}

// clockGrain is how far apart two changes may be that have the same time, on any drive.
const clockGrain = 3 * time.Second

// arrived notes that what was about to take the place of home has done so.
func (k *awayKept) arrived() {
	k.Base, k.Ours, k.Mark, k.Going, k.GoneMark = k.Going, k.Going, k.GoneMark, "", ""
}

// write puts the copy in the place of home.
func (a *Away) write(mark string, now time.Time, save func(to string) error) (err error) {
	was, err := a.look(now)
	if err != nil || mark == a.kept.Mark && was != nil {
		return err
	}
	going := filepath.Join(a.dir, "going"+Ext)
	if err := os.RemoveAll(going); err != nil {
		return err
	}
	if err := save(going); err != nil {
		return fmt.Errorf("%w: %w", errSaving, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(going)) }()
	temp, err := besideHome(a.home, was)
	if err != nil {
		return err
	}
	defer os.Remove(temp) //nolint:errcheck // gone already when all went well
	hash, err := copyFile(going, temp)
	if err != nil {
		return err
	}
	if there, _, err := hashOf(temp); err != nil || there != hash {
		return errors.Join(err, errors.New("the drive has not got what was written to it"))
	}
	if err := a.keep(func(k *awayKept) { k.Going, k.GoneMark, k.Written = hash, mark, now.UTC() }); err != nil {
		return err
	}
	ours, err := fresh(temp) // it stays the same file under its other name
	if err != nil {
		return err
	}
	if err := replaceHome(temp, a.home, was); err != nil {
		return err
	}
	a.seen, a.wrote = nil, ours
	return a.keep(func(k *awayKept) { k.arrived() })
}

// errSaving is why nothing could be taken to the drive: the trouble is here.
var errSaving = errors.New("the copy cannot be saved")

// besideHome makes an empty file beside home, and removes those that were left by a
// program that was killed.
func besideHome(home string, was os.FileInfo) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(home), awayPrefix+"*")
	if err != nil {
		return "", err
	}
	mode := privateFile
	if was != nil {
		mode = was.Mode().Perm()
	}
	_ = f.Chmod(mode) // not every drive has modes
	info, err := f.Stat()
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	left, _ := filepath.Glob(filepath.Join(globbed(filepath.Dir(home)), awayPrefix+"*"))
	for _, path := range left {
		if other, err := os.Stat(path); err == nil && info.ModTime().Sub(other.ModTime()) > 24*time.Hour { // by one clock, that of the drive
			_ = os.Remove(path)
		}
	}
	return f.Name(), nil
}

const awayPrefix = ".assay-going-"

func globbed(path string) string {
	if os.PathSeparator == '\\' { // where it cannot be escaped, nothing is found
		return path
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// replaceHome gives a file that is whole the name of home, if home is still the file
// that it was. Of two Assays on two computers one waits for the other meanwhile.
func replaceHome(temp, home string, was os.FileInfo) (err error) {
	turn := filepath.Join(filepath.Dir(home), awayPrefix+"turn-"+filepath.Base(home))
	mine, err := os.OpenFile(turn, os.O_CREATE|os.O_EXCL|os.O_WRONLY, privateFile)
	if errors.Is(err, fs.ErrExist) {
		return awayTurn(turn, temp)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, mine.Close(), os.Remove(turn)) }()
	switch now, err := fresh(home); {
	case errors.Is(err, fs.ErrNotExist) && was == nil:
	case errors.Is(err, fs.ErrNotExist):
		return errAwayGone
	case err != nil:
		return err
	case was == nil || !sameFile(now, was):
		return errAwayChanged
	}
	if err := os.Rename(temp, home); err != nil {
		return err
	}
	if d, err := os.Open(filepath.Dir(home)); err == nil { // not every system lets a folder be opened
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

// awayTurn says that another Assay is about to write there, unless that was killed.
func awayTurn(turn, temp string) error {
	other, err := os.Stat(turn)
	if err != nil {
		return err
	}
	now, err := os.Stat(temp)
	if err == nil && now.ModTime().Sub(other.ModTime()) > time.Minute { // by one clock, that of the drive
		err = os.Remove(turn)
	}
	return errors.Join(err, errors.New("another Assay is writing there"))
}

// sameFile reports whether two looks at a file saw the same one, unchanged.
func sameFile(a, b os.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && fileID(a) == fileID(b)
}

// fresh looks at a file by opening it: what the system remembers of a file on the
// network may be older.
func fresh(path string) (os.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	return f.Stat()
}

// hashOf returns the hash of the bytes of a file.
func hashOf(path string) (hash string, info os.FileInfo, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	if info, err = f.Stat(); err != nil {
		return "", nil, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", nil, err
	}
	return hex.EncodeToString(sum.Sum(nil)), info, nil
}

// copyFile copies the bytes of a file into another, makes sure that they are on the disk,
// and returns their hash.
func copyFile(from, to string) (hash string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close() //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, privateFile)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if err == nil {
		err = out.Sync()
	}
	return hex.EncodeToString(sum.Sum(nil)), errors.Join(err, out.Close())
}

// locked does something while no other program of the analyst writes the same copy back.
func (a *Away) locked(do func() error) (err error) {
	lock := flock.New(filepath.Join(a.dir, "away.lock"), flock.SetPermissions(privateFile))
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("locking the copy of a case: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if err := a.read(); err != nil {
		return err
	}
	return do()
}

// read reads what is kept beside the copy. What cannot be read is as if home had never
// been seen: it is then merged before anything is written there.
func (a *Away) read() error {
	data, err := os.ReadFile(filepath.Join(a.dir, "away.json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	a.kept = awayKept{}
	if err := json.Unmarshal(data, &a.kept); err != nil {
		a.kept = awayKept{}
	}
	return nil
}

// keep changes what is kept beside the copy.
func (a *Away) keep(change func(*awayKept)) error {
	next := a.kept
	next.Home = a.home
	change(&next)
	data, err := json.MarshalIndent(next, "", "  ")
	if err == nil {
		err = writeFile(filepath.Join(a.dir, "away.json"), append(data, '\n'))
	}
	if err == nil {
		a.kept = next
	}
	return err
}
