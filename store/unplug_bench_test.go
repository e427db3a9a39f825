package store

import (
	"fmt"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// BenchmarkOrigins reads a case of 2,000 claims with 20,000 mentions, each with a
// stance, a rating of its claim and who says it.
func BenchmarkOrigins(b *testing.B) {
	s := benchStore(b)
	ids := derived(b, s, 200)
	ctx, me := b.Context(), s.Me()
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer sqlTx.Rollback()
	run := func(statement string, args ...any) {
		if _, err := sqlTx.ExecContext(ctx, statement, args...); err != nil {
			b.Fatal(err)
		}
	}
	for i := range 2000 {
		claim := oplog.Derive("bench", oplog.Encode("claim"), oplog.Encode(i))
		run(`INSERT INTO claim (id, by, made, changer, changed, gone, wording) VALUES (?1, ?2, ?3, ?2, ?3, 0, ?4)`, claim[:], me[:], i+1, fmt.Sprint("Claim ", i))
		for k := range 10 {
			n := 10*i + k
			m, article := oplog.Derive("bench", oplog.Encode("mention"), oplog.Encode(n)), ids[(i+7*k)%len(ids)]
			run(`INSERT INTO mention (id, by, made, changer, changed, gone, article, "text", claim, start, "end", quote, prefix, suffix) VALUES (?1, ?2, ?3, ?2, ?3, 0, ?4, ?4, ?5, 0, 16, 'Nine cranes fell', '', ' at the north quay.')`, m[:], me[:], n+1, article[:], claim[:])
			for d, value := range map[assay.Dimension]any{assay.DimStance: "supports", assay.DimVoice: "own", assay.DimCredibility: "2"} {
				j := oplog.Derive("bench", oplog.Encode(d), oplog.Encode(n))
				run(`INSERT INTO judgement (id, by, made, changer, changed, gone, target, dimension, coder, value) VALUES (?1, ?2, ?3, ?2, ?3, 0, ?4, ?5, ?2, ?6)`, j[:], me[:], n+1, m[:], string(d), string(oplog.Encode(value)))
			}
			a := oplog.Derive("bench", oplog.Encode("attribution"), oplog.Encode(n))
			run(`INSERT INTO attribution (id, by, made, changer, changed, gone, mention, coder, chain) VALUES (?1, ?2, ?3, ?2, ?3, 0, ?4, ?2, '[]')`, a[:], me[:], n+1, m[:])
		}
	}
	if err := sqlTx.Commit(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Origins(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
