package lineage

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Fingerprint is a selection of the runs of words of an article, in the order of
// the text: so many that two articles with a run of [gramWords]+[window]-1 words
// in common are sure to have one of the selection in common, and about two in
// nine of all. It is the winnowing of Schleimer, Wilkerson and Aiken (2003).
type Fingerprint []Mark

// Mark is one run of words.
type Mark struct {
	Hash uint64 // of hashBits bits
	At   int    // its first word
}

// hashBits is as much of a hash as is kept: of 15 million runs, which 100,000
// articles have, one in 18 million others is taken for one of them by chance.
const hashBits = 48

// Fingerprint returns the marks of t.
func (t *Text) Fingerprint() Fingerprint {
	all := slices.Clone(t.grams)
	slices.SortFunc(all, func(a, b gram) int { return int(a.at) - int(b.at) })
	var f Fingerprint
	for i := range max(min(1, len(all)), len(all)-window+1) {
		least := slices.MinFunc(all[i:min(i+window, len(all))], func(a, b gram) int {
			if a.hash != b.hash {
				return order(a.hash, b.hash)
			}
			return int(b.at) - int(a.at) // the last, which stays in the window longest
		})
		if n := len(f); n == 0 || f[n-1].At != int(least.at) {
			f = append(f, Mark{least.hash >> (64 - hashBits), int(least.at)})
		}
	}
	return f
}

// version is the first byte of a fingerprint, topic or vocabulary that is kept. It changes with
// whatever makes the same text give other marks: those of two versions have
// nothing in common.
const version = 1

// MarshalBinary returns f in some seven bytes a mark.
func (f Fingerprint) MarshalBinary() ([]byte, error) {
	out := append(make([]byte, 0, 1+8*len(f)), version)
	at := 0
	for _, m := range f {
		out = binary.AppendUvarint(out, uint64(m.At-at))
		out = append(out, byte(m.Hash>>40), byte(m.Hash>>32), byte(m.Hash>>24), byte(m.Hash>>16), byte(m.Hash>>8), byte(m.Hash))
		at = m.At
	}
	return out, nil
}

// errVersion is that of data that this version did not write.
var errVersion = errors.New("not written by this version")

// UnmarshalBinary reads what MarshalBinary wrote. It fails if another version
// did: the article is then to be read again.
func (f *Fingerprint) UnmarshalBinary(data []byte) error {
	if len(data) == 0 || data[0] != version {
		return errVersion
	}
	*f = make(Fingerprint, 0, len(data)/7)
	at := uint64(0)
	for data = data[1:]; len(data) > 0; {
		step, n := binary.Uvarint(data)
		if n <= 0 || len(data) < n+hashBits/8 || step > 1<<31 {
			return errVersion
		}
		at += step
		h := uint64(0)
		for _, b := range data[n : n+hashBits/8] {
			h = h<<8 | uint64(b)
		}
		*f = append(*f, Mark{h, int(at)})
		data = data[n+hashBits/8:]
	}
	return nil
}
