// Package main is the C ABI of the core; gocluster.h is its manual. It translates and decides nothing.
package main

// #include "gocluster.h"
import "C"

import "gocluster/core"

//export gocluster_start
func gocluster_start(root C.int) C.int {
	core.SetUpRuntime()
	return -C.int(core.Errno(core.Start(int(root))))
}

func main() {}
