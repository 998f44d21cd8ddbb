package main

import "bytes"

// The response of bench/server.js, and the requests to it.
const (
	greeting         = "hello world\n"
	closeRequest     = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
	pingRequest      = "GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"
	keepAliveRequest = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
)

var (
	statusOK  = []byte("HTTP/1.1 200 ")
	headerEnd = []byte("\r\n\r\n")
)

type verdict int

const (
	incomplete verdict = iota
	right
	wrong
)

// judge reports whether the bytes received so far are the server's whole response. The
// server always sends the same body with a Content-Length, so that a whole
// header and the greeting after it are a whole response.
func judge(protocol string, received []byte) verdict {
	body := received
	if protocol != "tcp" {
		if len(received) >= len(statusOK) && !bytes.HasPrefix(received, statusOK) {
			return wrong
		}
		end := bytes.Index(received, headerEnd)
		if end < 0 {
			return incomplete
		}
		body = received[end+len(headerEnd):]
	}
	switch {
	case len(body) < len(greeting):
		return incomplete
	case string(body) == greeting:
		return right
	default:
		return wrong
	}
}
