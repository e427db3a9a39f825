package fetch

import (
	"net"
	"net/netip"
	"slices"

	"assay/internal/assay"
)

// private are the addresses at which there is no site of the web: those of this
// computer and of networks around it, of services that give out secrets, and those
// that stand for others in another form.
var private = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // of carriers
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"), // link-local, with the data of clouds about themselves
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("224.0.0.0/3"), // multicast, and all above
	netip.MustParsePrefix("2001::/23"),   // of protocols: Teredo and others
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4: IPv4 in another form
	netip.MustParsePrefix("3fff::/20"),
}

// standIns are addresses of IPv6 that a network makes up for those who have one of
// IPv4 alone.
var standIns = netip.MustParsePrefix("64:ff9b::/96")

// withoutStandIns leaves out what stands in for an address of IPv4, where that is
// there itself.
func withoutStandIns(addresses []netip.Addr) []netip.Addr {
	if !slices.ContainsFunc(addresses, func(a netip.Addr) bool { return a.Unmap().Is4() }) {
		return addresses
	}
	return slices.DeleteFunc(slices.Clone(addresses), standIns.Contains)
}

// global is where the sites of the web are in IPv6. What is outside of it is
// private, local, multicast, or IPv4 in another form.
var global = netip.MustParsePrefix("2000::/3")

// public reports whether an address may be connected to.
func public(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if !a.IsValid() || a.Is6() && !global.Contains(a) {
		return false
	}
	for _, p := range private {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// around returns the networks that this computer is in. In IPv6 a network around it
// has addresses of the web, as some have in IPv4.
func (f *Fetcher) around() ([]netip.Prefix, error) {
	list := net.InterfaceAddrs
	if f.Addresses != nil {
		list = f.Addresses
	}
	own, err := list()
	if err != nil {
		return nil, err
	}
	var networks []netip.Prefix
	for _, a := range own {
		at, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue // of another kind of network
		}
		bits, addr := at.Bits(), at.Addr().WithZone("")
		if addr.Is6() && !addr.Is4In6() {
			bits = min(bits, 64)
		}
		if network, err := addr.Prefix(bits); err == nil && bits > 0 {
			networks = append(networks, network)
		}
	}
	return networks, nil
}

// outside fails if an address is on this computer or a network around it. host is
// what it is called.
func (f *Fetcher) outside(host string, a netip.Addr) error {
	if !public(a) {
		return notPublic(host)
	}
	networks, err := f.around()
	if err != nil {
		return err
	}
	for _, n := range networks {
		if n.Contains(a.Unmap()) {
			return notPublic(host)
		}
	}
	return nil
}

func notPublic(host string) error {
	return assay.Invalid("address", "%s is not on the web but on this computer or a network around it, where Assay takes no pages from. Save the page with your browser and bring in the file.", clipped(host))
}
