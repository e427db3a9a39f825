// Package store keeps a case: one SQLite file that is the whole document and
// can be copied, mailed and merged.
package store
