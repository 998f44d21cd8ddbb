package capi

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The C side runs under AddressSanitizer, UndefinedBehaviorSanitizer and LeakSanitizer, the library's own C too. Not under
// valgrind: it takes what the Go runtime does with its stacks for errors, a hundred of them, that would have to be
// suppressed.
//
// handle_segv=0: Go and Node have handlers of their own for it.
const sanitizerOptions = "ASAN_OPTIONS=handle_segv=0:detect_leaks=1"

var sanitizerFlags = []string{
	"-std=c11", "-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined",
}

// compile makes a program with the sanitizers in it, of C files, and of definitions for them.
func compile(t *testing.T, inputs ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	arguments := append(append([]string{}, sanitizerFlags...), inputs...)
	run(t, compiler(), append(arguments, "-o", program, "-ldl", "-lpthread")...)
	return program
}

// sanitized runs a program and returns what it wrote.
func sanitized(t *testing.T, program string, arguments ...string) (output string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var both bytes.Buffer
	command := exec.CommandContext(ctx, program, arguments...)
	command.Env = append(os.Environ(), sanitizerOptions)
	command.Stdout, command.Stderr = &both, &both
	err = command.Run()
	return strings.TrimSpace(both.String()), err
}

func TestCProgramUnderSanitizers(t *testing.T) {
	library := filepath.Join(t.TempDir(), "libgocluster.so")
	// -asan puts the sanitizer into the library's C and has it watch what C and Go hand to each other.
	run(t, "go", "build", "-asan", "-buildmode=c-shared", "-tags=netgo,osusergo", "-o", library, "gocluster/capi")
	output, err := sanitized(t, compile(t, sources...), library)
	require.NoError(t, err, output)
	require.Equal(t, "ok", output)
}

// The sanitizers are there: each finds the mistake that is its own.
func TestSanitizersFindMistakes(t *testing.T) {
	for mistake, report := range map[string]string{
		"OVERFLOW": "heap-buffer-overflow",
		"FREED":    "heap-use-after-free",
		"SHIFT":    "shift exponent",
		"LEAK":     "detected memory leaks",
	} {
		t.Run(mistake, func(t *testing.T) {
			output, err := sanitized(t, compile(t, filepath.Join("testdata", "mistakes.c"), "-D"+mistake))
			require.Error(t, err)
			require.Contains(t, output, report)
		})
	}
}
