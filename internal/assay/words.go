package assay

// Stance is how a mention stands to its claim.
type Stance string

// The stances.
const (
	Supports    Stance = "supports"    // says that it is so
	Qualifies   Stance = "qualifies"   // says it weaker, narrower or in part
	Contradicts Stance = "contradicts" // denies it, or says what cannot be true with it
	Mentions    Stance = "mentions"    // refers to it without a position
)

// Stances are the stances in the order in which they are offered and listed.
var Stances = []Stance{Supports, Contradicts, Qualifies, Mentions}

// Valid reports whether s is one of the stances.
func (s Stance) Valid() bool { return member(Stances, s) }

// Reliability is the letter of a source's record: A–F, or "" where nobody has
// rated it. F says that there is no basis to judge. The letters are not
// numbers: they are never averaged, and F is not the worst.
type Reliability string

// Reliabilities are the letters in order.
var Reliabilities = []Reliability{"A", "B", "C", "D", "E", "F"}

// Credibility is the digit of an item's standing: 1–6, or "". 6 says that
// there is nothing to compare it with, and is not the worst.
type Credibility string

// Credibilities are the digits in order.
var Credibilities = []Credibility{"1", "2", "3", "4", "5", "6"}

// Dimension is what a judgement is about.
type Dimension string

// The dimensions.
const (
	DimStance       Dimension = "stance"       // of a mention
	DimCertainty    Dimension = "certainty"    // of a mention
	DimVoice        Dimension = "voice"        // of a mention
	DimSpeech       Dimension = "speech"       // of a mention
	DimCredibility  Dimension = "credibility"  // of a mention or claim
	DimReliability  Dimension = "reliability"  // of a source; scope is the topic
	DimLikelihood   Dimension = "likelihood"   // of a claim or version
	DimConfidence   Dimension = "confidence"   // in the judgement of a claim or version
	DimRead         Dimension = "read"         // of a text
	DimCoverage     Dimension = "coverage"     // of an article and a claim
	DimIndependent  Dimension = "independent"  // of two origins
	DimRank         Dimension = "rank"         // of a version, or of a claim among those that are the same
	DimConsistency  Dimension = "consistency"  // of a mention and a version that it does not state
	DimRoot         Dimension = "root"         // of a mention: the analyst's word on its origin
	DimDerivation   Dimension = "derivation"   // of an article and what it comes from
	DimRelation     Dimension = "relation"     // of two claims
	DimAdjudication Dimension = "adjudication" // the team's verdict; scope is the dimension
)

// The vocabularies of the fields and judgements that take a word. The order is
// the one in which they are offered.
var (
	SourceKinds      = []string{"outlet", "wire", "person", "organisation", "government", "document", "anonymous_group", "unknown"}
	ClaimKinds       = []string{"event_past", "event_planned", "state", "count", "identity", "quotation", "causal", "background", "sourcing", "gap", "analysis", "prediction"}
	PageGaps         = []string{GapPicture, GapLetters, GapDamaged, GapCut}
	BlockKinds       = []string{"title", "heading", "body", "quote", "caption", "item", "not_article"}
	BoundaryEdits    = []string{"split", "join"}
	Voices           = []string{"own", "attributed"}
	Speeches         = []string{"direct", "indirect", "headline"}
	Certainties      = []string{"certain", "probable", "possible", "not_certain", "not_probable", "not_possible"}
	NamedWords       = []string{"named", "described", "anonymous", "document"}
	Bases            = []string{"witnessed", "told", "deduced", "not_stated"}
	Likelihoods      = []string{"almost_no_chance", "very_unlikely", "unlikely", "roughly_even", "likely", "very_likely", "almost_certain"}
	Confidences      = []string{"low", "moderate", "high"}
	ReadStates       = []string{"read", "unread"}
	CoverageWords    = []string{"silent", "out_of_scope"}
	Ranks            = []string{"preferred", "normal", "deprecated"}
	Consistencies    = []string{"consistent", "inconsistent", "says_nothing"}
	DerivationTypes  = []string{"verbatim", "excerpt", "translation", "attributed_report", "unattributed_rewrite", "quotes", "updates", "corrects"}
	DerivationStates = []string{"confirmed", "rejected"}
	Amounts          = []string{"wholly", "partially"}
	Relations        = []string{"contrary", "granularity", "overstatement", "altered_quotation", "framing", "spelling", "compatible_addition", "other"}
	Severities       = []string{"material", "minor", "wording"}
	Statuses         = []string{"open", "settled", "cannot_be_settled"}
	Sameness         = []string{"same", "different"}
	Verdicts         = []string{"accepted", "rejected", "changed"}
	ReportParts      = []string{"summary", "judgements", "contested", "claims", "quotes", "context", "silence", "matrix", "sources", "articles", "notes", "method"}
	Ways             = []string{"file", "paste", "address"} // by which an original came
	DateBases        = []string{"printed", "metadata", "inferred", "analyst", "unknown"}
)

func member[T comparable](words []T, w T) bool {
	for _, x := range words {
		if x == w {
			return true
		}
	}
	return false
}
