package testgo

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

const (
	loadClients     = 8
	loadConnections = 600
	loadWorkers     = 4
	loadFaults      = 12
)

// result is what one client got: the worker that answered, or 0 and how the connection ended.
type result struct {
	worker uint32
	err    error
}

// journal collects what the workers have read: a line a client, written before the answer.
type journal struct {
	pen  *os.File // the workers'
	read map[int][]uint32
	done chan struct{}
}

func newJournal(t testing.TB) *journal {
	t.Helper()
	reader, pen, err := os.Pipe()
	require.NoError(t, err)
	j := &journal{pen, make(map[int][]uint32), make(chan struct{})}
	go func() {
		defer close(j.done)
		defer func() { _ = reader.Close() }()
		for lines := bufio.NewScanner(reader); lines.Scan(); {
			var number int
			var worker uint32
			if _, err := fmt.Sscan(lines.Text(), &number, &worker); err == nil {
				j.read[number] = append(j.read[number], worker)
			}
		}
	}()
	t.Cleanup(func() { _ = pen.Close(); <-j.done })
	return j
}

// Under load, with workers stopped and killed all the time, each connection is read by one worker at the most, answered
// once, and lost only with a worker that was killed after it had read it.
func TestEveryConnectionIsServedOnce(t *testing.T) {
	for _, test := range []struct {
		name      string
		withPidfd bool
		faults    int
	}{
		{"without faults", true, 0},
		{"with pidfds", true, loadFaults},
		{"without pidfds", false, loadFaults},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkLeaks(t)
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			chance := rand.New(rand.NewPCG(seed, 0))
			c := start(t).attach()
			address := c.listenLoopback(1)
			journal := newJournal(t)
			workers := make([]*process, loadWorkers)
			next := uint32(0)
			spawn := func(i int) {
				next++
				workers[i] = c.spawn(next, 1, test.withPidfd, journal.pen)
			}
			for i := range workers {
				spawn(i)
			}

			var ended atomic.Int64
			results := make([]result, loadConnections)
			wait := load(t, address, results, &ended)
			killed := make(map[uint32]bool)
			for fault := range test.faults {
				// Spread over the load.
				share := int64(loadConnections * fault / test.faults)
				eventually(t, func() bool { return ended.Load() >= share }, "%d clients have ended", share)
				i := chance.IntN(loadWorkers)
				victim := workers[i]
				if chance.IntN(2) == 0 {
					victim.stop()
					goal := ended.Load() + 20
					// The others go on, unless nothing is left to do or all that is left is held by the victim.
					within(window, func() bool { return ended.Load() >= goal })
				}
				if chance.IntN(3) == 0 {
					victim.signal(syscall.SIGCONT)
					continue
				}
				killed[victim.id] = true
				victim.kill()
				if !test.withPidfd {
					c.do(wire.RemoveWorker, 0, victim.id)
				}
				spawn(i)
			}
			wait()

			for _, w := range workers {
				w.kill()
			}
			require.NoError(t, journal.pen.Close())
			<-journal.done
			requireServedOnce(t, results, journal.read, killed)
		})
	}
}

// load runs the clients; the returned function waits for them.
func load(t testing.TB, address string, results []result, ended *atomic.Int64) (wait func()) {
	var clients sync.WaitGroup
	var number atomic.Int64
	for range loadClients {
		clients.Go(func() {
			for {
				i := int(number.Add(1)) - 1
				if i >= len(results) {
					return
				}
				results[i] = visit(address, i)
				ended.Add(1)
			}
		})
	}
	t.Cleanup(clients.Wait)
	return clients.Wait
}

func requireServedOnce(t testing.TB, results []result, read map[int][]uint32, killed map[uint32]bool) {
	t.Helper()
	lost, unseen := 0, 0
	for i, result := range results {
		require.LessOrEqual(t, len(read[i]), 1, "connection %d was read by the workers %v", i, read[i])
		if result.worker != 0 {
			require.Equal(t, []uint32{result.worker}, read[i], "connection %d", i)
			continue
		}
		require.NotErrorIs(t, result.err, os.ErrDeadlineExceeded, "connection %d hangs", i)
		lost++
		if len(read[i]) == 0 {
			unseen++ // its worker was killed between the hand-off and the line
		} else {
			require.True(t, killed[read[i][0]], "connection %d was lost by worker %d, which was not killed", i, read[i][0])
		}
	}
	require.LessOrEqual(t, unseen, bound*len(killed), "lost, and nobody has read them")
	t.Logf("%d killed, %d connections lost with them", len(killed), lost)
}

// visit is one client.
func visit(address string, number int) result {
	connection, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		return result{err: err}
	}
	if _, err := fmt.Fprintf(connection, "%d\n", number); err != nil {
		return result{err: errors.Join(err, connection.Close())}
	}
	reply, err := client{connection}.outcome()
	var got result
	var echo int
	if _, scan := fmt.Sscan(reply, &got.worker, &echo); scan != nil || echo != number {
		return result{err: errors.Join(err, scan)}
	}
	return got
}
