package testgo

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gocluster/core/wire"
)

// FuzzControl lets a primary's thread say what the input says: a list of frames, each behind two bytes, its length and the
// descriptors that go with it. Whatever it says, another thread's workers serve meanwhile, further threads are attached, and
// nothing is kept once the channel is closed.
func FuzzControl(f *testing.F) {
	frame := func(fds byte, frame []byte) []byte { return append([]byte{byte(len(frame)), fds}, frame...) }
	listen := request(wire.Listen, 1, 1, 0)
	worker := append(frame(0x40, request(wire.AddWorker, 0, 0, 1)), frame(0, request(wire.Join, 0, 1, 1))...)
	const listening = 0x12 // one descriptor, the third of the samples
	f.Add(append(frame(listening, listen), worker...))
	f.Add(append(frame(listening, listen), frame(0, request(wire.CloseListener, 2, 1, 0))...))
	for i := range byte(12) {
		f.Add(frame(0x10|i, listen))
		f.Add(append(frame(0x20|i, request(wire.AddWorker, 0, 0, 1)), frame(0, request(wire.RemoveWorker, 0, 0, 1))...))
		f.Add(append(frame(0x30|i, request(wire.AddWorker, 0, 0, 1)), frame(0, request(wire.DrainWorker, 0, 0, 1))...))
	}
	f.Add(append(worker, frame(0, request(wire.Leave, 0, 1, 1))...))
	f.Add(frame(0x10, request(wire.Attach, 0, 0, 0)))
	f.Fuzz(func(t *testing.T, script []byte) {
		checkLeaks(t)
		root := start(t)
		other := root.attach()
		address := other.listenLoopback(1)
		other.readyWorker(1, 1).serveUnasked(t)
		samples := openSamples(t)

		channel := root.attach().channel
		for range stepsMax {
			if len(script) < 2 {
				break
			}
			length, fds := int(script[0]), script[1]
			frame := script[2:min(2+length, len(script))]
			script = script[2+len(frame):]
			send(t, channel, frame, fds, samples)
		}
		require.Equal(t, "1", dial(t, "tcp", address).reply(t))
		channel.close()
		other.settle()
		third := root.attach()
		again := third.listenLoopback(1)
		third.readyWorker(1, 1).serveUnasked(t)
		require.Equal(t, "1", dial(t, "tcp", again).reply(t))
		require.Equal(t, "1", dial(t, "tcp", address).reply(t))
	})
}

// send sends a frame with up to three descriptors of one kind, or, from 4 on, with both ends of a new channel.
func send(t *testing.T, channel *channel, frame []byte, fds byte, samples samples) {
	all := samples.all()
	var rights []int
	for range fds >> 4 & 3 {
		rights = append(rights, all[int(fds&0xf)%len(all)])
	}
	if fds>>4 >= 4 {
		near, far := pair(t)
		rights = []int{far, near.fd}
		defer func() { _ = unix.Close(far) }()
	}
	var oob []byte
	if len(rights) > 0 {
		oob = unix.UnixRights(rights...)
	}
	_, _ = unix.SendmsgN(channel.fd, frame, oob, nil, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT)
}
