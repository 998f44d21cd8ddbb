package sys

// Discard closes a descriptor that another process has made or could change. A worker can set SO_LINGER on a connection, and then
// closing it would block, so the option is reset first.
func Discard(fd int) {
	unlinger(fd)
	Close(fd)
}
