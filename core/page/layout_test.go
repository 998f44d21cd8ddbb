package page

import (
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The two sides have the same layout and the same bits.
func TestTheAddonHasTheSameLayout(t *testing.T) {
	text, err := os.ReadFile("../../addon/page.h")
	require.NoError(t, err)
	theirs := map[string]int{}
	add := func(pattern string) {
		for _, found := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
			value, err := strconv.Atoi(string(found[2]))
			require.NoError(t, err)
			theirs[strings.ReplaceAll(strings.ToLower(string(found[1])), "_", "")] = value
		}
	}
	add(`offsetof\(page_t, (\w+)\) == (\d+)`)
	add(`#define PAGE_(\w+) (\d+)`)

	ours := map[string]int{"bytes": size, "idle": idle, "wanted": wanted, "maypull": mayPull}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[layout]()) {
		if field.Name != "_" {
			ours[strings.ToLower(field.Name)] = int(field.Offset)
		}
	}
	require.Equal(t, ours, theirs)
}
