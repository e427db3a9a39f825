// Package assay defines what Assay talks about: articles, the claims they
// make and where they make them, who said so first, and what analysts think of
// it. It holds the words, the rules that make a value valid, and the rules
// that compute a conclusion. It knows nothing of SQL, HTTP or HTML.
package assay
