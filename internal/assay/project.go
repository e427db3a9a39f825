package assay

// Project says what is in a project of another program, whose documents are
// articles here.
type Project struct {
	Name, Description           string
	Documents, Tags, Highlights int
}

// ProjectDocument is a document of a project on its way into a case.
type ProjectDocument struct {
	Import
	Note       string // what its description says
	Highlights []Highlight
}

// Highlight is a passage that was highlighted in another program. It says
// nothing of a claim, so it is no mention.
type Highlight struct {
	Quote string
	Tags  []string
	By    string // a name, "" if it is not known
	At    string // the day, "" if it is not known
}
