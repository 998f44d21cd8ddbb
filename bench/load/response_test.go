package main

import "testing"

func TestJudge(t *testing.T) {
	const header = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"
	cases := []struct {
		name, protocol, received string
		want                     verdict
	}{
		{"nothing yet", "http", "", incomplete},
		{"header without its end", "http", "HTTP/1.1 200 OK\r\n", incomplete},
		{"header without body", "http", header, incomplete},
		{"part of the body", "http", header + "hello", incomplete},
		{"whole", "http", header + greeting, right},
		{"another body", "http", header + "HELLO world\n", wrong},
		{"more than the body", "http", header + greeting + "x", wrong},
		{"another status", "http", "HTTP/1.1 503 Service Unavailable\r\n", wrong},
		{"bare, part", "tcp", "hello", incomplete},
		{"bare, whole", "tcp", greeting, right},
		{"bare, another", "tcp", header, wrong},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := judge(c.protocol, []byte(c.received)); got != c.want {
				t.Errorf("judge: got %v, want %v", got, c.want)
			}
		})
	}
}
