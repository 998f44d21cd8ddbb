package sys

// Discard closes a descriptor that another process has made or could change. A connection's close must not wait because its worker
// has asked for that (SO_LINGER), so it asks for nothing any more.
func Discard(fd int) {
	unlinger(fd)
	Close(fd)
}
