package desktop

import (
	"bufio"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// remoteMagic are the numbers by which Linux knows file systems of the network.
var remoteMagic = []int64{
	unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC,
	unix.V9FS_MAGIC, unix.CODA_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC, unix.NCP_SUPER_MAGIC,
	0x786f4256,                         // folders that VirtualBox shares with its guest
	0x0bd00bd0, 0x7461636f, 0x01161970, // Lustre, OCFS2, GFS2: one disk of many computers
}

// localFuse are the programs that serve a file system out of a disk of this computer.
var localFuse = []string{
	"fuseblk", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs", "fuse.veracrypt", "fuse.mergerfs", "fuse.unionfs", "fuse.unionfs-fuse",
	"fuse.bindfs", "fuse.fuse-overlayfs", "fuse.squashfuse", "fuse.archivemount", "fuse.apfs", "fuse.apfs-fuse", "fuse.lxcfs",
}

// remote asks the system what file system a folder is on.
func remote(folder string) bool {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return false
	}
	magic := int64(s.Type) & 0xffffffff //nolint:unconvert // it has another type on other processors
	if magic != unix.FUSE_SUPER_MAGIC {
		return slices.Contains(remoteMagic, magic)
	}
	mounts, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return true
	}
	defer mounts.Close() //nolint:errcheck // only read
	return !slices.Contains(localFuse, mountedAs(mounts, folder))
}

// mountedAs returns the type of the file system that a folder is on, as in "fuse.sshfs",
// "" if the list of mounts does not say it.
func mountedAs(mounts io.Reader, folder string) (kind string) {
	longest := -1
	for lines := bufio.NewScanner(mounts); lines.Scan(); {
		// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw
		before, after, ok := strings.Cut(lines.Text(), " - ")
		fields, types := strings.Fields(before), strings.Fields(after)
		if !ok || len(fields) < 5 || len(types) == 0 {
			continue
		}
		at := unescapeMount.Replace(fields[4])
		inside := folder == at || strings.HasPrefix(folder, strings.TrimSuffix(at, "/")+"/")
		if inside && len(at) >= longest { // of two at one place the later one is seen
			longest, kind = len(at), types[0]
		}
	}
	return kind
}

// unescapeMount undoes how the list of mounts writes what would end a field.
var unescapeMount = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
