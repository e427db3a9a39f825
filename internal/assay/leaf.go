package assay

// Leaf is the part of a long list that is shown at once.
type Leaf struct {
	Number   int  // from 0
	From, To int  // the place of the first entry on it, and of the one after the last, from 0
	Of       int  // entries in the list, as far as they were counted
	More     bool // there are more than that, which nobody has counted
	Loose    bool // the places are not those in the list: it is not known how many entries are before this leaf
}

// CountMost is up to how many entries of a list are counted of which each has to be looked at.
const CountMost = 500

// Turn returns the leaf with a number, of a list of so many entries with so many
// on each leaf. A number that comes from an address may be anything: the leaf
// is then the one that is nearest.
func Turn(number, size, of int) Leaf {
	number = max(0, min(number, (of-1)/size))
	return Leaf{Number: number, From: number * size, To: min(number*size+size, of), Of: of}
}
