package arch

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hx are the attributes of htmx that pages use. One that is new is new behaviour
// to know, to test and to keep within the security policy.
var hx = []string{"hx-get", "hx-post", "hx-target", "hx-swap", "hx-select", "hx-include", "hx-trigger", "hx-push-url", "hx-sync", "hx-partial", "hx-preserve", "hx-morph-skip"}

// events are what hx-trigger waits for: no filters, which are scripts.
var events = regexp.MustCompile(`^(change|submit|input|load|assay:[a-z]+)( from:(body|document))?( delay:\d+ms)?$`)

// wrong are what no template has, with the reason.
var wrong = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`hx-on`), "hx-on is script in markup"},
	{regexp.MustCompile(`\bjs:`), "js: is script in markup"},
	{regexp.MustCompile(`javascript:`), "the security policy forbids it"},
	{regexp.MustCompile(`\sstyle(\?)?=`), "the security policy forbids styles in markup"},
	{regexp.MustCompile(`\son[a-z]+(\?)?=`), "the security policy forbids scripts in markup"},
	{regexp.MustCompile(`templ\.Raw\b`), "imported markup must never reach a page"},
	{regexp.MustCompile(`<style\b`), "styles are in assets/css"},
	{regexp.MustCompile(`<script\b[^>]*>[^<\s]`), "scripts are in assets/js"},
	{regexp.MustCompile(`templ\.(SafeURL|SafeCSS|JSUnsafeFuncCall|JSExpression|ComponentScript)\b`), "templ checks addresses, unless told not to"},
	{regexp.MustCompile(`(?:src|href)="https?:`), "no request leaves this computer"},
}

func TestTemplates(t *testing.T) {
	seen := 0
	files(t, func(path, content string) {
		if !strings.HasSuffix(path, ".templ") {
			return
		}
		seen++
		for i, line := range strings.Split(content, "\n") {
			for _, w := range wrong {
				if w.pattern.MatchString(line) {
					t.Errorf("%s:%d: %s\n%s", path, i+1, w.why, strings.TrimSpace(line))
				}
			}
			for _, name := range regexp.MustCompile(`\bhx-[a-z-]+`).FindAllString(line, -1) {
				if !slices.Contains(hx, name) {
					t.Errorf("%s:%d: %s is not among the attributes that pages use", path, i+1, name)
				}
			}
			for _, m := range regexp.MustCompile(`hx-trigger="([^"]*)"`).FindAllStringSubmatch(line, -1) {
				for _, event := range strings.Split(m[1], ", ") {
					if !events.MatchString(event) {
						t.Errorf("%s:%d: hx-trigger waits for %q", path, i+1, event)
					}
				}
			}
		}
	})
	if seen < 10 {
		t.Errorf("only %d templates were looked at", seen)
	}
}

// TestScripts: no module measures or cuts text but anchor.js, none builds
// markup, and requests are htmx's but for the signs of life.
func TestScripts(t *testing.T) {
	measures := regexp.MustCompile(`(textContent|innerText|nodeValue|wholeText|\.data|toString\(\))[?!]*\.(length|slice|substr|substring|charAt|charCodeAt|at|codePointAt)\b`)
	builds := regexp.MustCompile(`\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function)\b\s*[(=]`)
	asks := regexp.MustCompile(`\b(fetch|XMLHttpRequest|sendBeacon|WebSocket|EventSource)\s*\(`)
	seen := 0
	files(t, func(path, content string) {
		if !strings.HasPrefix(path, "assets/js/") || !strings.HasSuffix(path, ".js") {
			return
		}
		seen++
		if !strings.HasPrefix(content, "// @ts-check\n") {
			t.Errorf("%s is not checked for types", path)
		}
		for i, line := range strings.Split(content, "\n") {
			switch {
			case path != "assets/js/anchor.js" && measures.MatchString(line):
				t.Errorf("%s:%d measures text; only anchor.js does, in code points", path, i+1)
			case builds.MatchString(line):
				t.Errorf("%s:%d builds markup or code", path, i+1)
			case !strings.HasPrefix(path, "assets/js/life") && path != "assets/js/margins.js" && asks.MatchString(line): // the one watches over the program, the other asks before it prints, which waits for nothing else
				t.Errorf("%s:%d makes a request of its own", path, i+1)
			}
		}
	})
	if seen < 8 {
		t.Errorf("only %d scripts were looked at", seen)
	}
}
