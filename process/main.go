// Package main is the core as a program. It runs beside a primary whose C library cannot load a Go library (musl). The addon
// starts it (addon/process.c) with the root channel as its standard input, and it ends when the primary does. Like capi it
// translates and decides nothing.
package main

import (
	"fmt"
	"os"
	"os/signal"

	"gocluster/core"
)

// rootChannel is standard input. The addon makes standard output a duplicate of it, so that a primary that waits for the end of
// the channel sees it only once this process has closed everything else.
const rootChannel = 0

func main() {
	// Signals that are sent to a service or a process group are meant for the primary, which may want to go on serving for a while.
	signal.Ignore()
	core.SetUpRuntime()
	if err := core.Run(rootChannel); err != nil {
		fmt.Fprintln(os.Stderr, "gocluster-core is a part of gocluster, which starts it by itself:", err)
		os.Exit(1)
	}
}
