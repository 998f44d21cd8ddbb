// The core as a program: what runs beside a primary whose C library cannot load a Go library into it (musl). The addon
// starts it (addon/process.c) with the root channel as its standard input, and it ends when the primary does. Like capi it
// translates and decides nothing.
package main

import (
	"fmt"
	"os"
	"os/signal"

	"gocluster/core"
)

// rootChannel is standard input. Standard output is a duplicate of it, made by the addon: so the primary, where it waits
// for the end of the channel, sees that only once this process has closed all else.
const rootChannel = 0

func main() {
	// What is sent to a service or a process group is meant for the primary, which may want to serve on for a while.
	signal.Ignore()
	core.SetUpRuntime()
	if err := core.Run(rootChannel); err != nil {
		fmt.Fprintln(os.Stderr, "gocluster-core is a part of gocluster, which starts it by itself:", err)
		os.Exit(1)
	}
}
