package lineage

import (
	"cmp"
	"slices"
)

// Index finds which of many articles have marks in common with one. It takes
// some eight bytes a mark, 150 MB for 100,000 articles, and is meant to be filled
// from kept fingerprints for a job and let go after it. Looking things up may go
// on in several goroutines while nobody adds or removes.
type Index[K cmp.Ordered] struct {
	// By the first bits of a mark's hash, the rest of it and the number of the
	// article in one word each, ascending: lists so short that putting something
	// in is cheap, and a mark of no more than 64 articles is a lookup away.
	lists   [][]uint64
	keys    []K // by number
	numbers map[K]uint32
	free    []uint32
}

// listBits is how many bits of a hash choose its list.
const listBits = hashBits - 32

// NewIndex returns an index of nothing.
func NewIndex[K cmp.Ordered]() *Index[K] {
	return &Index[K]{lists: make([][]uint64, 1<<listBits), numbers: map[K]uint32{}}
}

// Add puts an article into the index, in place of what it had under the key.
func (x *Index[K]) Add(key K, f Fingerprint) {
	if _, known := x.numbers[key]; known {
		x.Remove(key)
	}
	number := uint32(len(x.keys))
	if n := len(x.free); n > 0 {
		number, x.free = x.free[n-1], x.free[:n-1]
		x.keys[number] = key
	} else {
		x.keys = append(x.keys, key)
	}
	x.numbers[key] = number
	for _, h := range hashes(f) {
		entry := h<<32 | uint64(number)
		list := &x.lists[h>>32]
		if len(*list) == cap(*list) {
			*list = slices.Grow(*list, len(*list)/8+4)
		}
		i, _ := slices.BinarySearch(*list, entry)
		*list = slices.Insert(*list, i, entry)
	}
}

// Remove takes an article out of the index. It goes through all of it, which
// takes some 50 ms for 100,000 articles: articles are seldom taken out.
func (x *Index[K]) Remove(key K) {
	number, known := x.numbers[key]
	if !known {
		return
	}
	for i, list := range x.lists {
		x.lists[i] = slices.DeleteFunc(list, func(entry uint64) bool { return uint32(entry) == number })
	}
	delete(x.numbers, key)
	x.free = append(x.free, number)
}

// Match is an article and how many marks it has in common with another one.
type Match[K any] struct {
	Key   K
	Marks int
}

// Candidates returns the articles that have at least [enough] marks in common
// with f, those with most first, then by key. Marks of more than [frequent]
// articles do not count. The article itself, if it is in the index, is one of
// them.
func (x *Index[K]) Candidates(f Fingerprint) []Match[K] {
	marks := map[uint32]int{}
	for _, h := range hashes(f) {
		list := x.lists[h>>32]
		from, _ := slices.BinarySearch(list, h<<32)
		to := from
		for to < len(list) && to-from <= frequent && list[to]>>32 == h&(1<<32-1) {
			to++
		}
		if to-from > frequent {
			continue
		}
		for _, entry := range list[from:to] {
			marks[uint32(entry)]++
		}
	}
	var found []Match[K]
	for number, n := range marks {
		if n >= enough {
			found = append(found, Match[K]{x.keys[number], n})
		}
	}
	slices.SortFunc(found, func(a, b Match[K]) int {
		return cmp.Or(cmp.Compare(b.Marks, a.Marks), cmp.Compare(a.Key, b.Key))
	})
	return found
}

// hashes returns those of f, each once.
func hashes(f Fingerprint) []uint64 {
	out := make([]uint64, len(f))
	for i, m := range f {
		out[i] = m.Hash & (1<<hashBits - 1)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
