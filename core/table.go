package core

import "slices"

// table holds a cluster's workers or listeners by number, and in the order of their arrival, because the order of a Go map is
// random.
type table[T comparable] struct {
	byID  map[uint32]T
	order []T
}

func (t *table[T]) get(id uint32) T { return t.byID[id] }

func (t *table[T]) add(id uint32, value T) {
	if t.byID == nil {
		t.byID = make(map[uint32]T)
	}
	t.byID[id] = value
	t.order = append(t.order, value)
}

func (t *table[T]) remove(id uint32) {
	value, found := t.byID[id]
	if !found {
		return
	}
	delete(t.byID, id)
	// A copy, because a loop over the old slice may be running.
	t.order = without(t.order, value)
}

// all is the present content, in order. A loop over it does not see what is added or removed meanwhile.
func (t *table[T]) all() []T { return t.order }

func without[T comparable](values []T, value T) []T {
	at := slices.Index(values, value)
	if at < 0 {
		return values
	}
	return slices.Concat(values[:at], values[at+1:])
}
