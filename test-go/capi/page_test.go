package capi

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the addon does with a worker's page is one operation each time, too.
func TestTheWorkersSideOfAPage(t *testing.T) {
	program := filepath.Join(t.TempDir(), "page")
	run(t, compiler(), "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, filepath.Join("testdata", "page.c"), "-lpthread")
	require.Equal(t, "ok", run(t, program))
}
