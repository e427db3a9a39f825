// Package fetch takes a page from the web, when the analyst asks for it by its
// address and at no other time. It is the one thing in Assay that sends anything
// out of this computer.
//
// It asks for that page alone: no picture, no script, nothing else that the page
// names. It sends no cookie and no address of another page, and says what it is.
// It goes straight to the site and through no proxy, whatever the environment
// says: a proxy would look up the name itself, and what it connects to could not
// be checked.
package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/idna"

	"assay/internal/assay"
)

// Limits of one page.
const (
	MaxBytes     = 20 << 20
	patience     = 30 * time.Second
	maxRedirects = 5
	maxHeader    = 256 << 10
)

// agent is what Assay says that it is.
const agent = "Assay (reads one page because its user asked for it)"

// Page is what came from an address.
type Page struct {
	URL       string // the address at which it was in the end
	Data      []byte
	MediaType string // as the site says, with the character set
}

// Fetcher takes pages. The zero value is ready for use. The fields are for tests,
// which must not reach for the web.
type Fetcher struct {
	Lookup  func(ctx context.Context, host string) ([]netip.Addr, error)
	Connect func(ctx context.Context, to netip.AddrPort) (net.Conn, error) // is given what has passed the rules
	Trust   *tls.Config

	Addresses func() ([]net.Addr, error) // that this computer has
}

// Check returns the address of a page as it would be asked for, and the host whose
// site sees who asks, in the letters of the network: a name that only looks like
// another is another in those. It fails with KindInvalid on address.
func Check(address string) (page, host string, err error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", "", assay.Invalid("address", "%s is no address of a page. Copy it from the browser's address bar, with https:// in front.", clipped(address))
	}
	if u.User != nil {
		return "", "", assay.Invalid("address", "%s has a name or password in it, which Assay does not send. Take it out.", clipped(u.Redacted()))
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		return "", "", assay.Invalid("address", "%s is at a port that pages are not at. Open it in your browser and save the page instead.", clipped(address))
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !public(ip) {
		return "", "", notPublic(u.Hostname())
	}
	host = strings.ToLower(u.Hostname())
	if net.ParseIP(host) == nil {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return "", "", assay.Invalid("address", "%s is no address of a page. Copy it from the browser's address bar, with https:// in front.", clipped(address))
		}
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String(), host, nil
}

// clipped is an address as a sentence has room for it.
func clipped(address string) string {
	const most = 120
	runes := []rune(strings.TrimSpace(address))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}

// Page takes the page at an address. Why it cannot is said to the analyst.
func (f *Fetcher) Page(ctx context.Context, address string) (p Page, err error) {
	page, _, err := Check(address)
	if err != nil {
		return p, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, http.NoBody)
	if err != nil {
		return p, assay.Invalid("address", "%s is no address of a page. Copy it from the browser's address bar, with https:// in front.", clipped(address))
	}
	request.Header.Set("User-Agent", agent)
	request.Header.Set("Accept", "text/html,application/xhtml+xml,text/plain,application/pdf;q=0.9,*/*;q=0.5")
	transport := f.transport()
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, CheckRedirect: follow}
	answer, err := client.Do(request)
	if err != nil {
		return p, explain(request.URL.Hostname(), err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	p.URL, p.MediaType = answer.Request.URL.String(), answer.Header.Get("Content-Type")
	if err := refused(answer); err != nil {
		return p, err
	}
	if p.Data, err = io.ReadAll(io.LimitReader(answer.Body, MaxBytes+1)); err != nil {
		return p, explain(answer.Request.URL.Hostname(), err)
	}
	if len(p.Data) > MaxBytes {
		return p, assay.Invalid("address", "What is at this address is larger than 20 MB. Save it with your browser and bring in the file.")
	}
	return p, nil
}

// transport returns what carries one request, and those that it is sent on to.
func (f *Fetcher) transport() *http.Transport {
	return &http.Transport{
		Proxy: nil, DialContext: f.dial, TLSClientConfig: f.Trust, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: patience / 2, ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: maxHeader,
	}
}

// follow lets a request be sent on to another address, if that passes the rules,
// too.
func follow(next *http.Request, before []*http.Request) error {
	if len(before) > maxRedirects {
		return assay.Invalid("address", "This address leads from one to the next without an end. Open it in your browser and save the page instead.")
	}
	if _, _, err := Check(next.URL.String()); err != nil {
		return err
	}
	next.Header.Del("Referer") // nobody learns from where
	return nil
}

// dial connects to a host: to an address that was looked up and checked, so that
// none can take its place in between.
func (f *Fetcher) dial(ctx context.Context, _, to string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(to)
	if err != nil {
		return nil, err
	}
	if port != "80" && port != "443" {
		return nil, notPublic(host)
	}
	addresses, err := f.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	addresses = withoutStandIns(addresses)
	for _, a := range addresses {
		if err := f.outside(host, a); err != nil {
			return nil, err
		}
	}
	err = errors.New("the host has no address")
	for _, a := range addresses {
		var conn net.Conn
		if conn, err = f.connect(ctx, netip.AddrPortFrom(a.Unmap(), map[string]uint16{"80": 80, "443": 443}[port])); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

func (f *Fetcher) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	if f.Lookup != nil {
		return f.Lookup(ctx, host)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

func (f *Fetcher) connect(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if f.Connect != nil {
		return f.Connect(ctx, to)
	}
	d := net.Dialer{Timeout: patience / 2, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return notPublic(address)
		}
		return f.outside(address, at.Addr()) // once more, about what is really connected to
	}}
	return d.DialContext(ctx, "tcp", to.String())
}

// refused says why an answer is not the page.
func refused(answer *http.Response) error {
	host := answer.Request.URL.Hostname()
	switch code := answer.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusNotFound || code == http.StatusGone:
		return assay.Invalid("address", "%s has no page at this address (any more). Look whether an archive has it.", host)
	case code == http.StatusUnauthorized || code == http.StatusPaymentRequired || code == http.StatusForbidden || code == http.StatusUnavailableForLegalReasons:
		return assay.Invalid("address", "%s does not give this page to Assay (%d). Open it in your browser, and paste it or save it and bring in the file.", host, code)
	case code == http.StatusTooManyRequests:
		return assay.Invalid("address", "%s has been asked too often. Try again later, or open the page in your browser and paste it.", host)
	case code >= 500:
		return assay.Invalid("address", "%s cannot answer just now (%d). Try again later.", host, code)
	default:
		return assay.Invalid("address", "%s answered with %d and no page. Open it in your browser, and paste it or save it and bring in the file.", host, code)
	}
}

// unanswered is for what the network says. The log is not told of which site.
func unanswered(err error, message assay.Sentence) error {
	return &assay.Error{Kind: assay.KindInvalid, Field: "address", Message: message, Err: assay.Bare(err)}
}

// explain says why nothing came from a host, or from the one that it sent us on to.
func explain(host string, err error) error {
	if at, ok := errors.AsType[*url.Error](err); ok {
		if u, err := url.Parse(at.URL); err == nil && u.Hostname() != "" {
			host = u.Hostname()
		}
	}
	if e, ok := errors.AsType[*assay.Error](err); ok {
		return e
	}
	var notFound *net.DNSError
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &notFound) && notFound.IsNotFound:
		return unanswered(err, assay.Say("There is no site called %s. Look whether the address is written right, and whether this computer is on the network.", host))
	case errors.As(err, &notFound):
		return unanswered(err, assay.Say("The name %s cannot be looked up. Is this computer on the network?", host))
	case errors.As(err, &certificate):
		return unanswered(fmt.Errorf("the certificate: %T", certificate.Err), assay.Say("%s cannot prove that it is the site it says it is. Open it in your browser, and decide there.", host))
	case errors.Is(err, syscall.ECONNREFUSED):
		return unanswered(err, assay.Say("%s does not take the connection. Try again later, or open the page in your browser and paste it.", host))
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return unanswered(err, assay.Say("%s takes too long to answer. Try again later, or open the page in your browser and paste it.", host))
	}
	if strings.Contains(err.Error(), "failed to parse Location header") {
		err = errors.New("it is sent on to what is no address")
	}
	return unanswered(err, assay.Say("The page cannot be taken from %s. Open it in your browser, and paste it or save it and bring in the file.", host))
}
