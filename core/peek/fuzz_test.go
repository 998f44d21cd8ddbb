package peek_test

import (
	"bufio"
	"bytes"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/peek"
)

// However the bytes of a header are cut into pieces, the verdict is the same, and a header that is read is read so again by a worker.
func FuzzHeader(f *testing.F) {
	f.Add([]byte("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\nGET / HTTP/1.1\r\n\r\n"))
	f.Add([]byte("PROXY TCP6 ::1 ::ffff:10.0.0.1 1 65535\r\n"))
	f.Add([]byte("PROXY UNKNOWN x\r\n"))
	f.Add([]byte(version2(0x21, 0x11, ends4+uniqueID)))
	f.Add([]byte(checked(version2(0x21, 0x21, ends6+checksum0))))
	f.Add([]byte(version2(0x21, 0x31, endsUnix)))
	f.Add([]byte(version2(0x20, 0x00, "x")))
	f.Fuzz(func(t *testing.T, data []byte) {
		var whole peek.Header
		verdict := whole.Read(data)
		for size := range data {
			var h peek.Header
			switch early := h.Read(data[:size]); early {
			case peek.More:
			case peek.Found:
				requireSame(t, whole, h)
				require.LessOrEqual(t, h.Size, size)
				require.Equal(t, verdict, early)
			default:
				require.Equal(t, verdict, early, "after %d bytes", size)
			}
		}
		if verdict != peek.Found {
			return
		}
		require.LessOrEqual(t, whole.Size, min(len(data), peek.HeaderMax))
		require.True(t, peek.BeginsHeader(data))
		var again peek.Header
		require.True(t, again.ReadAppended(whole.Append(nil)))
		again.Size = whole.Size
		requireSame(t, whole, again)
	})
}

// However a head is cut into pieces, what is found is the same, and where Go's own server reads a request, it finds the same value.
func FuzzFind(f *testing.F) {
	f.Add([]byte("GET /?id=1&x=2 HTTP/1.1\r\nHost: h\r\nCookie: a=1; id=2\r\nid: 3\r\n\r\n"))
	f.Add([]byte("POST /a#?id=1 HTTP/1.0\nid:\n\n"))
	f.Add([]byte("\r\nGET / HTTP/1.1\r\n id: 3\r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, wanted := range []peek.Wanted{header("id"), cookie("id"), query("id")} {
			value, verdict := wanted.Find(data, new(peek.Progress))
			var progress peek.Progress // of a search that goes on as the data arrives
			require.Equal(t, verdict == peek.Found, len(value) > 0)
			for size := range data {
				early, final := wanted.Find(data[:size], &progress)
				if final != peek.More {
					require.Equal(t, verdict, final, "after %d bytes", size)
					require.Equal(t, string(value), string(early))
					break
				}
			}
		}
		request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(data)))
		if err != nil || len(request.Header["Id"]) == 0 || request.Header["Id"][0] == "" {
			return
		}
		if value, verdict := header("id").Find(data, new(peek.Progress)); verdict == peek.Found {
			require.Equal(t, request.Header["Id"][0], string(value))
		}
	})
}
