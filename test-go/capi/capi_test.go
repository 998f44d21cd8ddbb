// Package capi tests the C interface through a program in C (testdata/primary.c), as the addon would use it.
package capi

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const patience = 20 * time.Minute

// folder is where the library and the program are built, once: linking takes long.
var folder string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if folder, err = os.MkdirTemp("", "gocluster-capi-"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(folder) }()
		return m.Run()
	}())
}

// sources are what the program is made of: the worker that it plays has the addon's page.
var sources = []string{filepath.Join("testdata", "primary.c"), filepath.Join("..", "..", "addon", "page.c")}

// built are the library and the program that loads it.
type built struct{ library, program string }

// build makes both, with the flags that the package is built with.
func build(t *testing.T) built {
	t.Helper()
	b := built{filepath.Join(folder, "libgocluster.so"), filepath.Join(folder, "primary")}
	if _, err := os.Stat(b.program); err == nil {
		return b
	}
	run(t, "go", "build", "-buildmode=c-shared", "-trimpath", "-tags=netgo,osusergo", "-o", b.library, "gocluster/capi")
	arguments := append([]string{"-std=c11", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-o", b.program}, sources...)
	run(t, compiler(), append(arguments, "-ldl", "-lpthread")...)
	return b
}

func compiler() string {
	if named := os.Getenv("CC"); named != "" {
		return named
	}
	return "gcc"
}

// run runs a command to its end, which must be a good one, and returns what it printed.
func run(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var output, errors bytes.Buffer
	command := exec.CommandContext(ctx, name, arguments...)
	command.Stdout, command.Stderr = &output, &errors
	require.NoError(t, command.Run(), "%s %q: %s", name, arguments, &errors)
	return strings.TrimSpace(output.String())
}

// A C program starts the core, attaches, listens, adds itself as a worker and serves; and again.
func TestCProgramUsesTheCore(t *testing.T) {
	b := build(t)
	require.Equal(t, "ok", run(t, b.program, b.library))
}

// A core that finds too few descriptors returns an error: it neither aborts the process nor keeps the channel.
func TestStartWithoutDescriptors(t *testing.T) {
	b := build(t)
	for fds := 1; ; fds++ {
		require.Less(t, fds, 32, "the core starts with some number of descriptors")
		errno, err := strconv.Atoi(run(t, b.program, b.library, strconv.Itoa(fds)))
		require.NoError(t, err)
		if errno == 0 {
			return
		}
		require.Equal(t, -int(syscall.EMFILE), errno, "with %d descriptors", fds)
	}
}

// The library gives C what the header says, and nothing that JavaScript threads could run by mistake.
func TestExportedSymbols(t *testing.T) {
	b := build(t)
	var exported []string
	for _, line := range strings.Split(run(t, "nm", "--dynamic", "--defined-only", b.library), "\n") {
		fields := strings.Fields(line)
		if name := fields[len(fields)-1]; strings.HasPrefix(name, "gocluster") {
			exported = append(exported, name)
		}
	}
	require.ElementsMatch(t, []string{"gocluster_abi", "gocluster_root", "gocluster_start"}, exported)
}
