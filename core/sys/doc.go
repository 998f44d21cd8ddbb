// Package sys has the system calls that run for each connection. Code that opens a listener calls package unix directly.
//
// Calls that never block and run for each connection use RawSyscall, which skips the Go scheduler. Calls that are rare, or may
// touch a file system, use package unix. Descriptors are close-on-exec from their creation. Errors are plain syscall.Errno
// values, because the numbers travel to JavaScript.
package sys
