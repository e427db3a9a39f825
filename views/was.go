package views

import (
	"bytes"
	"encoding/json"

	"assay/internal/assay"
)

// Was is what a form said when it was shown. It travels with the form in a
// hidden field, so that an act changes what the analyst has changed, and not
// what somebody else has written meanwhile.
type Was[T any] struct {
	Form *T // nil if the form came without
}

// Shown returns what a form says as what it said when it was shown.
func Shown[T any](form T) Was[T] { return Was[T]{&form} }

// Then returns what the form said, or a KindInvalid error if it does not say.
func (w Was[T]) Then() (T, error) {
	if w.Form == nil {
		var none T
		return none, assay.Invalid("", "The form is not complete. Reload the page and try again.")
	}
	return *w.Form, nil
}

// UnmarshalText reads the hidden field.
func (w *Was[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, &w.Form)
}

// Text returns the hidden field.
func (w Was[T]) Text() string {
	text, err := json.Marshal(w.Form)
	if err != nil { // a form is made of strings and ids
		panic(err)
	}
	return string(text)
}

// Rebase returns a form that was refused because the case has moved on: what
// the analyst has changed since it was shown as they have it, the rest as it is
// now.
func Rebase[T any](form, was, now T) T {
	mine, then, fresh := valuesOf(form), valuesOf(was), valuesOf(now)
	for name, value := range mine {
		if !bytes.Equal(value, then[name]) {
			fresh[name] = value
		}
	}
	text, err := json.Marshal(fresh)
	if err == nil {
		err = json.Unmarshal(text, &now)
	}
	if err != nil {
		panic(err)
	}
	return now
}

// valuesOf returns the fields of a form.
func valuesOf(form any) (values map[string]json.RawMessage) {
	text, err := json.Marshal(form)
	if err == nil {
		err = json.Unmarshal(text, &values)
	}
	if err != nil { // a form is made of strings and ids
		panic(err)
	}
	return values
}
