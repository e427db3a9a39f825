package anchor

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMeasureSentences puts sentences that people have told apart, ten at a time,
// into one paragraph, and counts how many begin where we say. It reads them from
// the folder that ASSAY_DATA names, which is no part of the program: the parallel
// treebanks of Universal Dependencies, and news in Hebrew.
func TestMeasureSentences(t *testing.T) {
	folder := os.Getenv("ASSAY_DATA")
	if folder == "" {
		t.Skip("ASSAY_DATA names no folder of sentences to measure on")
	}
	for _, set := range []struct{ file, member, between string }{
		{"hebrew_news_htb.jsonl", "text", " "},
		{"pud_parallel_en_ar_ko_zh.jsonl.gz", "en", " "},
		{"pud_parallel_en_ar_ko_zh.jsonl.gz", "ar", " "},
		{"pud_parallel_en_ar_ko_zh.jsonl.gz", "ko", " "},
		{"pud_parallel_en_ar_ko_zh.jsonl.gz", "zh", ""},
	} {
		all := sentencesOf(t, filepath.Join(folder, "15_multilingual", set.file), set.member)
		var right, found, there int
		for ; len(all) >= 10; all = all[10:] {
			paragraph := NewText(strings.Join(all[:10], set.between))
			begins, at := map[int]bool{}, 0
			for _, s := range all[:10] {
				begins[at] = true
				at += NewText(s + set.between).Len()
			}
			there += len(begins)
			for _, s := range Sentences(paragraph, Span{End: paragraph.Len()}, Edits{}) {
				found++
				if begins[s.Start] {
					right++
				}
			}
		}
		precision, recall := float64(right)/float64(found), float64(right)/float64(there)
		t.Logf("%s %s: %d sentences, precision %.3f, recall %.3f, F1 %.3f", set.file, set.member, there, precision, recall, 2*precision*recall/(precision+recall))
	}
}

// sentencesOf reads one member of each line of a file of JSON.
func sentencesOf(t *testing.T, path, member string) (all []string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	for d := json.NewDecoder(r); ; {
		var line map[string]any
		switch err := d.Decode(&line); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		s, _ := line[member].(string)
		all = append(all, strings.TrimSpace(s))
	}
}
