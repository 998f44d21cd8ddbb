package testgo

import (
	"encoding/binary"
	"net/netip"
	"strings"
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
	listen := func(kind wire.Kind, address string) []byte {
		return append(words(uint32(wire.Listen), 1, 1, 0, uint32(kind), 16, 0, 0), address...)
	}
	worker := append(frame(0x40, request(wire.AddWorker, 0, 0, 1)), frame(0, request(wire.Join, 0, 1, 1))...)
	f.Add(frame(0, listen(wire.KindTCP, "127.0.0.1")))
	f.Add(append(frame(0, listen(wire.KindTCP, "::1")), worker...))
	f.Add(append(frame(0, listen(wire.KindUnix, "socket")), frame(0, request(wire.CloseListener, 2, 1, 0))...))
	f.Add(frame(0, listen(wire.KindUnix, "\x00abstract")))
	for i := range byte(12) {
		f.Add(frame(0x10|i, listen(wire.KindFD, "")))
		f.Add(append(frame(0x20|i, request(wire.AddWorker, 0, 0, 1)), frame(0, request(wire.RemoveWorker, 0, 0, 1))...))
		f.Add(append(frame(0x30|i, request(wire.AddWorker, 0, 0, 1)), frame(0, request(wire.DrainWorker, 0, 0, 1))...))
	}
	f.Add(append(worker, frame(0, request(wire.Leave, 0, 1, 1))...))
	f.Add(frame(0x10, request(wire.Attach, 0, 0, 0)))
	f.Fuzz(func(t *testing.T, script []byte) {
		checkLeaks(t)
		t.Chdir(t.TempDir())
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
			frame := harmless(script[2:min(2+length, len(script))])
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

// harmless keeps a Listen within this machine and the test's folder. It changes no length.
func harmless(frame []byte) []byte {
	request, err := wire.ParseRequest(frame)
	if err != nil || request.Op != wire.Listen {
		return frame
	}
	frame = append([]byte(nil), frame...)
	address := request.Bind.Address
	at := len(frame) - len(address)
	switch request.Bind.Kind {
	case wire.KindUnix:
		copy(frame[at:], strings.ReplaceAll(address, "/", "_"))
	case wire.KindTCP:
		if ip, err := netip.ParseAddr(address); address == "" || err == nil && !ip.IsLoopback() {
			binary.LittleEndian.PutUint32(frame[16:], uint32(wire.KindFD))
		} else if request.Bind.Port <= 0xffff {
			binary.LittleEndian.PutUint32(frame[28:], 0)
		}
	}
	return frame
}
