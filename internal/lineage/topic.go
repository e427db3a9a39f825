package lineage

import (
	"cmp"
	"encoding/binary"
	"maps"
	"math"
	"slices"
)

// Vocabulary knows how many articles have a word, so that it can tell which
// words an article is about. The zero Vocabulary knows nothing.
type Vocabulary struct {
	articles int
	in       map[uint32]int32
}

// Add counts the words of an article.
func (v *Vocabulary) Add(t *Text) { v.count(t, 1) }

// Remove takes back what Add counted.
func (v *Vocabulary) Remove(t *Text) { v.count(t, -1) }

func (v *Vocabulary) count(t *Text, n int32) {
	if v.in == nil {
		v.in = map[uint32]int32{}
	}
	v.articles += int(n)
	for _, w := range t.counts() {
		v.in[w.hash] += n
		if v.in[w.hash] <= 0 {
			delete(v.in, w.hash)
		}
	}
}

// MarshalBinary returns v in some four bytes a word.
func (v *Vocabulary) MarshalBinary() ([]byte, error) {
	out := binary.AppendUvarint([]byte{version}, uint64(v.articles))
	last := uint32(0)
	for _, w := range slices.Sorted(maps.Keys(v.in)) {
		out = binary.AppendUvarint(out, uint64(w-last))
		out = binary.AppendUvarint(out, uint64(v.in[w]))
		last = w
	}
	return out, nil
}

// UnmarshalBinary reads what MarshalBinary wrote, and fails if another version
// did.
func (v *Vocabulary) UnmarshalBinary(data []byte) error {
	if len(data) == 0 || data[0] != version {
		return errVersion
	}
	data = data[1:]
	bad := false
	next := func() uint64 {
		n, size := binary.Uvarint(data)
		if bad = bad || size <= 0 || n > math.MaxUint32; bad {
			return 0
		}
		data = data[size:]
		return n
	}
	*v = Vocabulary{articles: int(next()), in: map[uint32]int32{}}
	for w := uint32(0); len(data) > 0 && !bad; {
		w += uint32(next())
		v.in[w] = int32(next())
	}
	if bad {
		return errVersion
	}
	return nil
}

// counted is how often a text has a word.
type counted struct {
	hash  uint32
	times int32
}

// counts returns the words of t by their hashes. 32 bits of these are enough to
// tell what an article is about.
func (t *Text) counts() []counted {
	var out []counted
	for _, x := range t.terms { // by hash
		h := uint32(x.hash >> 32)
		if n := len(out); n > 0 && out[n-1].hash == h {
			out[n-1].times += x.times
		} else {
			out = append(out, counted{h, x.times})
		}
	}
	return out
}

// Topic is what an article is about: the words that it has and few others, as a
// vector of length 1, by their hashes. Topics of different vocabularies can be
// compared as long as these are of much the same articles.
type Topic []Weighted

// Weighted is a word and how much an article is about it.
type Weighted struct {
	Word   uint32
	Weight float32
}

// Topic returns what t is about.
func (v *Vocabulary) Topic(t *Text) Topic {
	var all Topic
	most := max(topicLeast, int32(topicShare*float64(v.articles)))
	for _, w := range t.counts() {
		in := max(1, v.in[w.hash])
		if in > most {
			continue
		}
		weight := (1 + math.Log(float64(w.times))) * math.Log(float64(v.articles+1)/float64(in))
		if weight > 0 {
			all = append(all, Weighted{w.hash, float32(weight)})
		}
	}
	slices.SortFunc(all, func(a, b Weighted) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Word, b.Word))
	})
	all = slices.Clip(all[:min(len(all), topicWords)])
	slices.SortFunc(all, func(a, b Weighted) int { return cmp.Compare(a.Word, b.Word) })
	sum := 0.0
	for _, w := range all {
		sum += float64(w.Weight) * float64(w.Weight)
	}
	for i := range all {
		all[i].Weight /= float32(math.Sqrt(sum))
	}
	return all
}

// MarshalBinary returns o in six bytes a word.
func (o Topic) MarshalBinary() ([]byte, error) {
	out := append(make([]byte, 0, 1+6*len(o)), version)
	for _, w := range o {
		out = binary.BigEndian.AppendUint32(out, w.Word)
		out = binary.BigEndian.AppendUint16(out, uint16(math.Round(float64(w.Weight)*math.MaxUint16)))
	}
	return out, nil
}

// UnmarshalBinary reads what MarshalBinary wrote, and fails if another version
// did.
func (o *Topic) UnmarshalBinary(data []byte) error {
	if len(data)%6 != 1 || data[0] != version {
		return errVersion
	}
	*o = make(Topic, 0, len(data)/6)
	for data = data[1:]; len(data) > 0; data = data[6:] {
		weight := float32(binary.BigEndian.Uint16(data[4:])) / math.MaxUint16
		*o = append(*o, Weighted{binary.BigEndian.Uint32(data), weight})
	}
	return nil
}

// Cosine returns how much two articles are about the same, 0 to 1.
func (o Topic) Cosine(with Topic) float64 {
	sum := 0.0
	for _, w := range o {
		for len(with) > 0 && with[0].Word < w.Word {
			with = with[1:]
		}
		if len(with) > 0 && with[0].Word == w.Word {
			sum += float64(w.Weight) * float64(with[0].Weight)
		}
	}
	return min(1, sum)
}

// SameStory reports whether two articles are about so much the same, around the same
// time, that they are of one group, as [Topics.Groups] has them.
func SameStory(cosine float64, a, b int) bool { return cosine >= groupCosine && sameTime(a, b) }

// Undated is the day of an article of which nobody knows when it appeared.
const Undated = math.MinInt32

// Topics finds the articles that are about much the same as one, around the same
// time.
type Topics[K cmp.Ordered] struct {
	in      map[uint32][]about
	keys    []K
	days    []int
	topics  []Topic
	numbers map[K]uint32
}

// about is that an article is about a word.
type about struct {
	number uint32
	weight float32
}

// Add puts an article in, in place of what it had under the key: what it is
// about, and the day it appeared on, counted from any day, or [Undated].
func (x *Topics[K]) Add(key K, o Topic, day int) {
	if x.numbers == nil {
		x.in, x.numbers = map[uint32][]about{}, map[K]uint32{}
	}
	x.Remove(key)
	number := uint32(len(x.keys))
	x.keys, x.days, x.topics = append(x.keys, key), append(x.days, day), append(x.topics, o)
	x.numbers[key] = number
	for _, w := range o {
		x.in[w.Word] = append(x.in[w.Word], about{number, w.Weight})
	}
}

// Remove takes an article out.
func (x *Topics[K]) Remove(key K) {
	number, known := x.numbers[key]
	if !known {
		return
	}
	delete(x.numbers, key)
	for _, w := range x.topics[number] {
		x.in[w.Word] = slices.DeleteFunc(x.in[w.Word], func(a about) bool { return a.number == number })
	}
	x.topics[number] = nil
}

// Neighbour is an article and how much it is about the same as another one: the
// cosine of their topics, 0 to 1.
type Neighbour[K any] struct {
	Key    K
	Cosine float64
}

// Neighbours returns the n articles that are most about what o is about, at
// least [neighbourCosine] and no more than [neighbourDays] days before or after,
// then by key. The article itself, if it is in, is one of them.
func (x *Topics[K]) Neighbours(o Topic, day, n int) []Neighbour[K] {
	found := x.near(o, day, neighbourCosine)
	return found[:min(n, len(found))]
}

func (x *Topics[K]) near(o Topic, day int, least float64) []Neighbour[K] {
	sums := map[uint32]float64{}
	for _, w := range o {
		for _, a := range x.in[w.Word] {
			sums[a.number] += float64(w.Weight) * float64(a.weight)
		}
	}
	var found []Neighbour[K]
	for number, sum := range sums {
		if sum >= least && sameTime(x.days[number], day) {
			found = append(found, Neighbour[K]{x.keys[number], min(1, sum)})
		}
	}
	slices.SortFunc(found, func(a, b Neighbour[K]) int {
		return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Key, b.Key))
	})
	return found
}

// Groups returns articles that may be about one event: each is about much the
// same as another of its group, at least [groupCosine]. Groups and what is in
// them are in the order of their keys; an article alone is in none.
func (x *Topics[K]) Groups() [][]K {
	group := map[K]K{} // towards the first of its group
	var first func(K) K
	first = func(k K) K {
		if up, ok := group[k]; ok && up != k {
			group[k] = first(up)
			return group[k]
		}
		return k
	}
	for key, number := range x.numbers {
		for _, n := range x.near(x.topics[number], x.days[number], groupCosine) {
			a, b := first(key), first(n.Key)
			group[max(a, b)] = min(a, b)
		}
	}
	members := map[K][]K{}
	for key := range x.numbers {
		members[first(key)] = append(members[first(key)], key)
	}
	var groups [][]K
	for _, m := range members {
		if len(m) > 1 {
			slices.Sort(m)
			groups = append(groups, m)
		}
	}
	slices.SortFunc(groups, func(a, b []K) int { return cmp.Compare(a[0], b[0]) })
	return groups
}

// sameTime tells whether two days are near enough for one event.
func sameTime(a, b int) bool {
	return a == Undated || b == Undated || max(a, b)-min(a, b) <= neighbourDays
}
