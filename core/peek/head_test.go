package peek_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/peek"
)

func header(name string) peek.Wanted { return peek.Wanted{Source: peek.InHeader, Name: name} }
func cookie(name string) peek.Wanted { return peek.Wanted{Source: peek.InCookie, Name: name} }
func query(name string) peek.Wanted  { return peek.Wanted{Source: peek.InQuery, Name: name} }

func TestFind(t *testing.T) {
	const get = "GET /a?x=1&id=%20b&id=c#?id=d HTTP/1.1\r\nHost: h\r\n"
	const cookies = get + "Cookie: a=1; id=two; b\r\nCOOKIE: id=three\r\n\r\n"
	for _, test := range []struct {
		name   string
		wanted peek.Wanted
		data   string
		value  string
	}{
		{"a header", header("x-user"), get + "X-User: \t ann \r\n\r\n", "ann"},
		{"the first of several", header("X-USER"), get + "x-user: a\r\nx-user: b\r\n\r\n", "a"},
		{"before the head is complete", header("x-user"), get + "x-user: a\r\n", "a"},
		{"lines without a carriage return", header("x-user"), "GET / HTTP/1.0\nx-user: a\n\n", "a"},
		{"empty lines before", header("host"), "\r\n\r\n" + get + "\r\n", "h"},
		{"one that is empty counts as none", header("x-user"), get + "x-user:\r\nx-user: b\r\n\r\n", "b"},
		{"a colon in it", header("x-user"), get + "x-user: a:b\r\n\r\n", "a:b"},
		{"a header that is not there", header("x-user"), get + "x-users: a\r\nx_user: b\r\n\r\nx-user: c\r\n", ""},
		{"a line that is none", header("x-user"), get + "x-user\r\n\r\n", ""},
		{"a cookie", cookie("id"), cookies, "two"},
		{"one of several headers", cookie("b"), get + "Cookie: a=1\r\nCookie: b=2=3\r\n\r\n", "2=3"},
		{"a cookie in another case", cookie("ID"), cookies, ""},
		{"a cookie without a value", cookie("b"), cookies, ""},
		{"a cookie that ends so, too", cookie("d"), cookies, ""},
		{"in a query", query("id"), get, "%20b"},
		{"not in a query", query("y"), get, ""},
		{"after the query", query("id"), "GET /#?id=2 HTTP/1.1\r\n", ""},
		{"without a query", query("id"), "GET /id=1 HTTP/1.1\r\n", ""},
		{"in a whole address", query("id"), "POST http://h/?id=1 HTTP/1.1\r\n", "1"},
		{"HTTP/2", header("host"), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""},
		{"HTTP/0.9", header("host"), "GET /\r\n\r\n", ""},
		{"TLS", header("host"), "\x16\x03\x01\x02\x00", ""},
		{"a header of the PROXY protocol", header("host"), signature, ""},
		{"no method", header("host"), " / HTTP/1.1\r\nhost: h\r\n\r\n", ""},
		{"a long word", header("host"), strings.Repeat("A", 40), ""},
		{"no target", query("id"), "GET HTTP/1.1\r\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			verdict := peek.Found
			if test.value == "" {
				verdict = peek.Absent
			}
			requireFinal(t, test.data, verdict, func(data []byte) peek.Verdict {
				value, verdict := test.wanted.Find(data, new(peek.Progress))
				if verdict == peek.Found {
					require.Equal(t, test.value, string(value))
				} else {
					require.Empty(t, value)
				}
				return verdict
			})
		})
	}
}

func TestFindAllocatesNothing(t *testing.T) {
	data := []byte("GET /?id=1 HTTP/1.1\r\n" + strings.Repeat("Accept: everything\r\n", 50) + "Cookie: a=1; id=2\r\n\r\n")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		for _, wanted := range []peek.Wanted{header("cookie"), cookie("id"), query("id"), header("none")} {
			wanted.Find(data, new(peek.Progress))
		}
	}))
}

// What has been looked through is not looked through again: a head that comes in small pieces costs no more than in one.
func TestFindGoesOnWhereItStopped(t *testing.T) {
	data := []byte("\r\nGET / HTTP/1.1\r\n" + strings.Repeat("a:\n", 2000) + "X-User: ann\r\n\r\n")
	var progress peek.Progress
	end := len(data) - len("\n\r\n")
	_, verdict := header("x-user").Find(data[:end], &progress)
	require.Equal(t, peek.More, verdict)
	for i := range data[:end-len("X-User: ann\r")] {
		data[i] = '\n' // would end the head, if it were read
	}
	value, verdict := header("x-user").Find(data, &progress)
	require.Equal(t, peek.Found, verdict)
	require.Equal(t, "ann", string(value))
	_, verdict = header("x-user").Find(nil, &progress)
	require.Equal(t, peek.More, verdict, "the connection failed meanwhile")
}
