package extract

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first needed. There are so
// many here that to compile them would be a good part of the program's start, and most
// days nobody needs a mailbox.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
