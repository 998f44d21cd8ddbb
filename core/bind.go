package core

import (
	"errors"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"gocluster/core/sys"
	"gocluster/core/wire"
)

// socket is a listening socket that nobody watches yet.
type socket struct {
	fd     int // owned
	family int
	path   string // to unlink at the end; empty for anything else
	zone   string
}

// bind makes the listening socket that a request describes. It owns fds. The errors are those that the same listen gives
// in a plain Node process, which gets them from libuv; where libuv translates a number, so does this.
func bind(b wire.Bind, fds []int32) (socket, error) {
	if b.Kind == wire.KindFD && len(fds) == 1 {
		return adopt(b, int(fds[0]))
	}
	discardAll(fds)
	switch b.Kind {
	case wire.KindTCP:
		return bindTCP(b)
	case wire.KindUnix:
		return bindUnix(b)
	}
	return socket{}, unix.EINVAL
}

// adopt listens on a socket of the primary's and owns fd.
func adopt(b wire.Bind, fd int) (socket, error) {
	family, err := sys.StreamFamily(fd)
	s := socket{fd: fd, family: family}
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err == nil {
		err = unix.Listen(fd, b.Backlog)
	}
	if err != nil {
		s.close()
		return socket{}, err
	}
	return s, nil
}

func bindTCP(b wire.Bind) (socket, error) {
	if b.Port > 65535 {
		return socket{}, unix.EINVAL
	}
	if b.Address != "" {
		address, err := netip.ParseAddr(b.Address)
		if err != nil {
			return socket{}, unix.EINVAL
		}
		return bindAddress(b, address)
	}
	// No address: every one, dual-stack. Only where IPv6 is not to be had is it IPv4 alone.
	s, err := bindAddress(b, netip.IPv6Unspecified())
	if err != nil && !errors.Is(err, unix.EADDRINUSE) {
		return bindAddress(b, netip.IPv4Unspecified())
	}
	return s, err
}

func bindAddress(b wire.Bind, address netip.Addr) (socket, error) {
	s := socket{family: unix.AF_INET, zone: address.Zone()}
	var name unix.Sockaddr
	if address.Is4() {
		name = &unix.SockaddrInet4{Port: b.Port, Addr: address.As4()}
	} else {
		s.family = unix.AF_INET6
		name = &unix.SockaddrInet6{Port: b.Port, Addr: address.As16(), ZoneId: zoneID(s.zone)}
	}
	return s.listen(b, func(fd int) error {
		err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
		if err == nil && s.family == unix.AF_INET6 {
			only := int(b.Flags & wire.FlagIPv6Only)
			err = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, only)
		}
		if err != nil {
			return err
		}
		return unix.Bind(fd, name)
	})
}

func bindUnix(b wire.Bind) (socket, error) {
	path := b.Address
	abstract := path != "" && path[0] == 0
	s := socket{family: unix.AF_UNIX}
	s, err := s.listen(b, func(fd int) error {
		if abstract {
			return sys.BindUnix(fd, path)
		}
		return bindPath(fd, path, b.Flags)
	})
	if errors.Is(err, unix.ENOENT) {
		return s, unix.EACCES // as libuv does
	}
	if err == nil && !abstract {
		s.path = path
	}
	return s, err
}

// bindPath makes the socket's file with the permissions that were asked for: added to those that the umask leaves, or
// exactly these. At no time has it wider ones, and before it has these nobody can connect, because it does not listen yet.
func bindPath(fd int, path string, flags uint32) error {
	var add uint32
	if flags&wire.FlagReadableAll != 0 {
		add |= 0o444
	}
	if flags&wire.FlagWritableAll != 0 {
		add |= 0o222
	}
	exact := add != 0 && flags&wire.FlagExactMode != 0
	if exact {
		// The file gets the socket's own mode, less the umask.
		if err := unix.Fchmod(fd, add); err != nil {
			return err
		}
	}
	if err := sys.BindUnix(fd, path); err != nil || add == 0 {
		return err
	}
	err := setMode(path, add, exact)
	if err != nil {
		_ = unix.Unlink(path)
	}
	return err
}

func setMode(path string, add uint32, exact bool) error {
	var stat unix.Stat_t
	if err := unix.Stat(path, &stat); err != nil {
		return err
	}
	if exact {
		stat.Mode = 0
	}
	return unix.Chmod(path, stat.Mode&0o7777|add)
}

// listen makes the socket, binds and listens. An address of the wrong family is EINVAL, as libuv has it.
func (s socket) listen(b wire.Bind, bind func(fd int) error) (socket, error) {
	fd, err := unix.Socket(s.family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return socket{}, err
	}
	s.fd = fd
	if err = bind(fd); errors.Is(err, unix.EAFNOSUPPORT) {
		err = unix.EINVAL
	}
	if err == nil {
		err = unix.Listen(fd, b.Backlog)
	}
	if err != nil {
		s.close()
		return socket{}, err
	}
	return s, nil
}

func (s socket) close() { sys.Close(s.fd) }

// remove undoes a bind that nobody is told of.
func (s socket) remove() {
	s.close()
	if s.path != "" {
		_ = unix.Unlink(s.path)
	}
}

// name is the bound address: family 4 or 6 with a port, or nothing for a Unix socket.
func (s socket) name() (family, port uint32, address string) {
	name, err := unix.Getsockname(s.fd)
	if err != nil {
		return 0, 0, ""
	}
	switch name := name.(type) {
	case *unix.SockaddrInet4:
		return 4, uint32(name.Port), netip.AddrFrom4(name.Addr).String()
	case *unix.SockaddrInet6:
		return 6, uint32(name.Port), netip.AddrFrom16(name.Addr).WithZone(s.zone).String()
	}
	return 0, 0, ""
}

// zoneID finds an interface by name, as if_nametoindex does, or takes the number as it is.
func zoneID(zone string) uint32 {
	if zone == "" {
		return 0
	}
	if number, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(number)
	}
	request, err := unix.NewIfreq(zone)
	if err != nil {
		return 0
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0
	}
	defer sys.Close(fd)
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, request); err != nil {
		return 0
	}
	return request.Uint32()
}
