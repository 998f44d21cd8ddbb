#!/usr/bin/env bash
# With "go 1.24" or later in its go.mod a Go program listens with Multipath TCP. The same source that set options on its listener, for the
# connections to inherit, then gets an error for some, and for others nothing: the listener has the value, the connections do not.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOTOOLCHAIN=local GOFLAGS=-mod=mod

cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net"
	"syscall"
)

// show sets the option of a listener, connects, and compares the option of what was accepted.
func show(name string, level, option, value int) {
	var refused error
	config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) { refused = syscall.SetsockoptInt(int(fd), level, option, value) })
	}}
	listener, err := config.Listen(context.Background(), "tcp4", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	if refused != nil {
		fmt.Printf("%s: %v\n", name, refused)
		return
	}
	client, err := net.Dial("tcp4", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	defer client.Close()
	accepted, err := listener.Accept()
	if err != nil {
		panic(err)
	}
	defer accepted.Close()
	raw, _ := accepted.(*net.TCPConn).SyscallConn()
	raw.Control(func(fd uintptr) {
		got, _ := syscall.GetsockoptInt(int(fd), level, option)
		if got == value {
			fmt.Printf("%s: inherited\n", name)
		} else {
			fmt.Printf("%s: lost\n", name)
		}
	})
}

func main() {
	const userTimeout, notSentLowAt, maxPacingRate = 18, 25, 47 // no names in package syscall
	show("TCP_NODELAY", syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	show("TCP_USER_TIMEOUT", syscall.IPPROTO_TCP, userTimeout, 5000)
	show("TCP_NOTSENT_LOWAT", syscall.IPPROTO_TCP, notSentLowAt, 16384)
	show("SO_RCVLOWAT", syscall.SOL_SOCKET, syscall.SO_RCVLOWAT, 16)
	show("SO_MAX_PACING_RATE", syscall.SOL_SOCKET, maxPacingRate, 1000000)
	show("IP_TTL", syscall.IPPROTO_IP, syscall.IP_TTL, 32)
}
GO

recorded='go 1.23:
TCP_NODELAY: inherited
TCP_USER_TIMEOUT: inherited
TCP_NOTSENT_LOWAT: inherited
SO_RCVLOWAT: inherited
SO_MAX_PACING_RATE: inherited
IP_TTL: inherited
go 1.24:
TCP_NODELAY: inherited
TCP_USER_TIMEOUT: protocol not available
TCP_NOTSENT_LOWAT: lost
SO_RCVLOWAT: lost
SO_MAX_PACING_RATE: operation not supported
IP_TTL: operation not supported'

echo "$(go version), Linux $(uname -r), net.mptcp.enabled $(cat /proc/sys/net/mptcp/enabled)"
echo 'expected: every option is inherited, whatever version go.mod names: the clients speak plain TCP'
seen=$(for version in 1.23 1.24; do
  printf 'module options\n\ngo %s\n' "$version" > go.mod
  go build -o options .
  echo "go $version:"
  ./options
done)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
