// Package sys holds the system calls that run for each connection. What opens a listener calls package unix itself.
//
// What never blocks and runs for each connection goes through RawSyscall, which skips the Go scheduler; what is rare, or
// may touch a file system, goes through the unix package. Descriptors are close-on-exec from birth. Errors are plain
// syscall.Errno values, because the numbers travel to JavaScript.
package sys
