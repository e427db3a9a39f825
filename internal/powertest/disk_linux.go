package powertest

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// sector is how many bytes a disk writes whole or not at all.
const sector = 512

// Disk is one folder of files that is mounted. What is written to a file is on
// the platters once that file was synced; that a name stands for a file, or no
// longer does, is once the folder was. That is all POSIX promises; most file
// systems do better.
type Disk struct {
	fs.Inode // the folder

	mu      sync.Mutex
	before  func()
	broken  syscall.Errno
	names   map[string]*file // on the platters; the names as they are now are the children of the folder
	pending []change         // not yet on the platters, in order
}

// file is a file, with a name or without.
type file struct {
	fs.Inode
	disk     *Disk
	now, put []byte // as programs see it, and as it is on the platters
}

// change is one of three: bytes written to a file, another size of it, or
// another meaning of a name.
type change struct {
	file *file // what is written to, or what name stands for from now on; nil for nothing
	data []byte
	at   int // where data goes; where there is none, the new size
	name string
}

// Image is what is on the platters: names and contents.
type Image map[string][]byte

// Loss is what a power cut does to written bytes that were not synced.
type Loss int

// The ways to lose bytes. Changes of names are lost or not, each by itself.
const (
	All     Loss = iota // none of them got through
	None                // all of them did
	Tail                // those up to some moment did
	Sectors             // any sectors of them did
	losses
)

// AnyLoss returns one of the ways to lose bytes.
func AnyLoss(r *rand.Rand) Loss { return Loss(r.IntN(int(losses))) }

// Mount mounts an empty disk and returns it and where it is. before is called
// before anything changes on the disk, maybe by several at a time; it may cut
// the power. Where disks cannot be mounted the test is skipped, unless it is
// one of the long proofs, which leave nothing out.
func Mount(t testing.TB, before func()) (d *Disk, dir string) {
	t.Helper()
	skip := t.Skipf
	if os.Getenv("ASSAY_SOAK") != "" {
		skip = t.Fatalf
	}
	if os.Geteuid() != 0 {
		skip("only root can mount the disk whose power is cut")
	}
	f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0)
	if err != nil {
		skip("without FUSE there is no disk whose power can be cut: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	d = &Disk{before: before, names: map[string]*file{}}
	dir = t.TempDir()
	o := &fs.Options{MountOptions: fuse.MountOptions{DirectMountStrict: true, DisableXAttrs: true, FsName: "powertest", Name: "powertest"}}
	server, err := fs.Mount(dir, d, o)
	if errors.Is(err, syscall.EPERM) {
		skip("mounting the disk whose power is cut is not allowed here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Unmount(); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
	return d, dir
}

// Cut returns what would be on the platters if the power went now.
func (d *Disk) Cut(r *rand.Rand, loss Loss) Image {
	d.mu.Lock()
	defer d.mu.Unlock()
	names := maps.Clone(d.names)
	contents := map[*file][]byte{}
	writes := 0
	for _, c := range d.pending {
		if c.name == "" {
			writes++
		}
	}
	last := r.IntN(writes + 1) // the one during which the power goes, if the tail is lost
	for _, c := range d.pending {
		if c.name != "" {
			if r.IntN(2) == 0 {
				name(names, c)
			}
			continue
		}
		keep := func(int) bool { return loss == None || loss == Tail && last > 0 }
		switch {
		case loss == Sectors:
			keep = func(int) bool { return r.IntN(2) == 0 }
		case loss == Tail && last == 0:
			sectors := r.IntN(1 + (len(c.data)+sector-1)/sector)
			keep = func(i int) bool { return i < sectors }
		}
		last--
		content, ok := contents[c.file]
		if !ok {
			content = slices.Clone(c.file.put)
		}
		contents[c.file] = c.apply(content, keep)
	}
	image := Image{}
	for n, f := range names {
		content, ok := contents[f]
		if !ok {
			content = slices.Clone(f.put)
		}
		image[n] = content
	}
	return image
}

func name(names map[string]*file, c change) {
	if c.file == nil {
		delete(names, c.name)
	} else {
		names[c.name] = c.file
	}
}

// apply makes the sectors of a change that keep is true of.
func (c *change) apply(content []byte, keep func(sector int) bool) []byte {
	if c.data == nil {
		if !keep(0) {
			return content
		}
		return resize(content, c.at)
	}
	for i, from := 0, 0; from < len(c.data); i++ {
		to := min(len(c.data), from+sector-(c.at+from)%sector)
		if keep(i) {
			content = resize(content, max(len(content), c.at+to))
			copy(content[c.at+from:], c.data[from:to])
		}
		from = to
	}
	return content
}

func resize(b []byte, size int) []byte {
	if size <= len(b) {
		return b[:size]
	}
	return append(b, make([]byte, size-len(b))...)
}

// Break makes everything that is done to the disk from now on fail.
func (d *Disk) Break(err syscall.Errno) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = err
}

// do makes a change, and keeps in mind that it is not on the platters.
func (d *Disk) do(c change) syscall.Errno {
	if d.before != nil {
		d.before()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != 0 {
		return d.broken
	}
	if c.name == "" {
		c.file.now = c.apply(c.file.now, func(int) bool { return true })
	}
	d.pending = append(d.pending, c)
	return 0
}

// sync puts on the platters what of the pending changes is of one kind.
func (d *Disk) sync(of func(c change) bool, put func(c change)) syscall.Errno {
	if d.before != nil {
		d.before()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != 0 {
		return d.broken
	}
	d.pending = slices.DeleteFunc(d.pending, func(c change) bool {
		if of(c) {
			put(c)
			return true
		}
		return false
	})
	return 0
}

// Getattr is for FUSE, like all below.
func (d *Disk) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode = syscall.S_IFDIR | 0o700
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.broken
}

// Create makes a file.
func (d *Disk) Create(ctx context.Context, name string, _, _ uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	f := &file{disk: d}
	if err := d.do(change{file: f, name: name}); err != 0 {
		return nil, nil, 0, err
	}
	out.Mode = syscall.S_IFREG | 0o600
	return d.NewInode(ctx, f, fs.StableAttr{Mode: syscall.S_IFREG}), nil, fuse.FOPEN_DIRECT_IO, 0
}

// Unlink takes a name away.
func (d *Disk) Unlink(_ context.Context, name string) syscall.Errno {
	return d.do(change{name: name})
}

// Fsync puts names on the platters.
func (d *Disk) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return d.sync(func(c change) bool { return c.name != "" }, func(c change) { name(d.names, c) })
}

func (f *file) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return nil, fuse.FOPEN_DIRECT_IO, f.disk.broken
}

func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	out.Mode, out.Size = syscall.S_IFREG|0o600, uint64(len(f.now))
	return f.disk.broken
}

func (f *file) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, ok := in.GetSize(); ok {
		if err := f.disk.do(change{file: f, at: int(size)}); err != 0 {
			return err
		}
	}
	return f.Getattr(ctx, h, out)
}

func (f *file) Read(_ context.Context, _ fs.FileHandle, dest []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.broken != 0 {
		return nil, f.disk.broken
	}
	from := min(int(at), len(f.now))
	return fuse.ReadResultData(slices.Clone(f.now[from:min(len(f.now), from+len(dest))])), 0
}

func (f *file) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	return uint32(len(data)), f.disk.do(change{file: f, at: int(at), data: slices.Clone(data)})
}

func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return f.disk.sync(func(c change) bool { return c.name == "" && c.file == f }, func(change) { f.put = slices.Clone(f.now) })
}
