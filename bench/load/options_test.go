package main

import "testing"

func TestOptionsKeepLoadBoundedAndOnLoopback(t *testing.T) {
	refused := map[string][]string{
		"no target":            {},
		"not loopback":         {"-target", "192.0.2.1:80"},
		"not IPv4":             {"-target", "[::1]:80"},
		"too many clients":     {"-target", "127.0.0.1:80", "-clients", "10001"},
		"too long":             {"-target", "127.0.0.1:80", "-duration", "1h"},
		"rate without count":   {"-target", "127.0.0.1:80", "-rate", "5"},
		"count with warm":      {"-target", "127.0.0.1:80", "-count", "5", "-warm", "1s"},
		"keep-alive over TCP":  {"-target", "127.0.0.1:80", "-protocol", "tcp", "-keep-alive"},
		"pause without it":     {"-target", "127.0.0.1:80", "-pause", "5ms"},
		"TLS on a Unix socket": {"-path", "/tmp/x", "-protocol", "tls"},
		"unknown protocol":     {"-target", "127.0.0.1:80", "-protocol", "udp"},
		"pids are not numbers": {"-target", "127.0.0.1:80", "-pids", "1,x"},
	}
	for name, arguments := range refused {
		t.Run(name, func(t *testing.T) {
			if _, err := parseOptions(arguments); err == nil {
				t.Error("accepted")
			}
		})
	}
	options, err := parseOptions([]string{"-target", "127.0.0.1:80", "-pids", "1,2"})
	if err != nil {
		t.Fatal(err)
	}
	if len(options.pids) != 2 {
		t.Errorf("pids: %v", options.pids)
	}
}
