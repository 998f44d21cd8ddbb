package core

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// The queue does what a slice does, whatever the order of the calls.
func TestQueueKeepsOrder(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	var q queue
	var model []int
	for fd := range 20_000 {
		switch at := chance.IntN(5); {
		case at < 2:
			q.push(connection{fd: fd})
			model = append(model, fd)
		case at == 2:
			q.pushFront(connection{fd: fd})
			model = append([]int{fd}, model...)
		case len(model) > 0:
			require.Equal(t, model[0], q.pop().fd)
			model = model[1:]
		}
		require.Equal(t, len(model), q.len())
	}
	for _, fd := range model {
		require.Equal(t, fd, q.pop().fd)
	}
	require.Zero(t, q.len())
}

// A queue that is never empty, as under lasting overload, does not grow for ever.
func TestQueueReusesItsSpace(t *testing.T) {
	const length, rounds = 300, 100_000
	for _, test := range []struct {
		name string
		add  func(q *queue, c connection)
	}{
		{"push", (*queue).push},
		{"push and pushFront", func(q *queue, c connection) {
			if c.fd%3 == 0 {
				q.pushFront(c)
			} else {
				q.push(c)
			}
		}},
		{"pushFront", (*queue).pushFront},
	} {
		t.Run(test.name, func(t *testing.T) {
			var q queue
			for fd := range length {
				test.add(&q, connection{fd: fd})
			}
			for fd := range rounds {
				test.add(&q, connection{fd: fd})
				q.pop()
			}
			require.Equal(t, length, q.len())
			require.Less(t, len(q.ring), 4*length)
		})
	}
}

// What is popped is not kept alive: its listener may be gone.
func TestQueueForgetsWhatIsPopped(t *testing.T) {
	var q queue
	for fd := range 10 {
		q.push(connection{fd: fd, listener: new(listener)})
	}
	for range 10 {
		q.pop()
	}
	for _, c := range q.ring {
		require.Nil(t, c.listener)
	}
}
