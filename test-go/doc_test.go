// Package testgo holds the black-box tests of the core: they see it as its users do, over channels and sockets only.
//
// A test plays the primary (control_test.go), the clients (client_test.go) and, where it must decide each step, the workers
// (worker_test.go). Where a worker must be stopped or killed it is a process of its own: this test binary, started again
// (process_test.go). Where the core's process must run out of something, so is that (host_test.go).
package testgo
