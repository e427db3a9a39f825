package desktop

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"
)

// ErrNobody says that the program which holds the lock does not answer.
var ErrNobody = errors.New("the running Assay does not answer")

// HandoffPath is where a running Assay takes files from later starts.
const HandoffPath = "/_handoff"

// Instance is the claim of one running program to be the analyst's only one.
// Two programs on one case would only wait for each other.
type Instance struct {
	dir    string
	lock   *flock.Flock
	secret string
}

// announcement is instance.json: how to reach the running program.
type announcement struct {
	Port   int    `json:"port"`
	Secret string `json:"secret"`
	PID    int    `json:"pid"`
}

// HandoffRequest is what a later start asks of the running program.
type HandoffRequest struct {
	Paths   []string `json:"paths"`   // cases to open or create, absolute; none means the start page
	Browser bool     `json:"browser"` // show them in the browser
}

// HandoffReply is its answer.
type HandoffReply struct {
	URLs     []string `json:"urls"`     // where to see them, where no browser was asked for
	Problems []string `json:"problems"` // sentences for the analyst, about what could not be opened
}

// Claim makes this program the only one that uses dir. It returns nil, and no
// error, if another one is. The lock dies with its holder, however that dies.
func Claim(dir string) (*Instance, error) {
	if err := makePrivate(dir); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, "instance.lock"), flock.SetPermissions(privateFile))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("claiming to be the only Assay: %w", err)
	}
	if !ok {
		return nil, nil
	}
	i := &Instance{dir: dir, lock: lock, secret: rand.Text()}
	err = os.Remove(i.path()) // what a killed program announced is no longer so
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("claiming to be the only Assay: %w", errors.Join(err, lock.Unlock()))
	}
	return i, nil
}

// Secret returns what a hand-off to this program must know.
func (i *Instance) Secret() string { return i.secret }

// Announce tells later starts that this program listens on port.
func (i *Instance) Announce(port int) error {
	data, err := json.Marshal(announcement{Port: port, Secret: i.secret, PID: os.Getpid()})
	if err != nil {
		return fmt.Errorf("announcing the port: %w", err)
	}
	if err := writeFile(i.path(), data); err != nil {
		return fmt.Errorf("announcing the port: %w", err)
	}
	return nil
}

// Release lets another program be the only one.
func (i *Instance) Release() error {
	err := os.Remove(i.path())
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, i.lock.Unlock())
}

func (i *Instance) path() string { return instancePath(i.dir) }

func instancePath(dir string) string { return filepath.Join(dir, "instance.json") }

// Handoff gives r to the program that runs for dir, and waits until it has
// opened the files. The error is ErrNobody if it cannot be reached before ctx
// is done, as when it hangs; one that is just starting is waited for.
func Handoff(ctx context.Context, dir string, r HandoffRequest) (HandoffReply, error) {
	var failed error
	for {
		reply, err := handoff(ctx, dir, r)
		if err == nil || errors.Is(err, errRefused) {
			return reply, err
		}
		if ctx.Err() == nil {
			failed = err
		}
		select {
		case <-ctx.Done():
			return HandoffReply{}, fmt.Errorf("%w: %w", ErrNobody, cmp.Or(failed, err))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// errRefused says that something did answer, and that asking again is no use.
var errRefused = errors.New("the running Assay refused the file")

func handoff(ctx context.Context, dir string, r HandoffRequest) (reply HandoffReply, err error) {
	data, err := os.ReadFile(instancePath(dir))
	if err != nil {
		return reply, err
	}
	var a announcement
	if err := json.Unmarshal(data, &a); err != nil {
		return reply, err
	}
	if a.Port < 1 || a.Port > 65535 {
		return reply, fmt.Errorf("port %d", a.Port)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return reply, err
	}
	address := "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(a.Port)) + HandoffPath
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return reply, err
	}
	req.Header.Set("Authorization", "Bearer "+a.Secret)
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{
		Transport:     &http.Transport{Proxy: nil, DisableKeepAlives: true}, // never by way of a proxy
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		return reply, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return reply, fmt.Errorf("%w: it answered %s", errRefused, res.Status)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&reply); err != nil {
		return reply, fmt.Errorf("%w: %w", errRefused, err)
	}
	return reply, nil
}
