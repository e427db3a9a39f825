package main

import (
	"os"
	"testing"

	"assay/internal/intake"
)

func TestMain(m *testing.M) {
	intake.Serve() // this program is also the one that reads files for a test
	os.Exit(m.Run())
}
