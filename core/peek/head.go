package peek

import "bytes"

// Source is the part of a request's head in which a value is looked for.
type Source uint8

// The sources.
const (
	Nothing Source = iota
	InHeader
	InCookie
	InQuery
)

// HeadMax is the default limit on the part of a head that is looked through, in bytes.
const HeadMax = 16 << 10

// methodMax is the longest word that may be a method, in bytes.
const methodMax = 32

// Wanted is a value in the head of an HTTP/1 request.
type Wanted struct {
	Source Source
	Name   string // a header's in any case; a cookie's or a query parameter's exactly as it is sent
}

// Progress is how much of a head has been looked through. The zero value is for a head of which nothing has.
type Progress struct {
	at     int  // where the first line begins that had not arrived completely
	inHead bool // the request line is before it
}

// Find looks for the value in the beginning of a request. It returns the value as it was sent, for instance with %20 for a space, and
// the first one if there are several. An empty value counts as absent, and so does every value in data that is not such a request.
//
// More means that Find is to be called again, with the same progress and with the same data and what has arrived after it: it goes on
// where it stopped, so that a head in many pieces costs no more than in one.
func (w Wanted) Find(data []byte, progress *Progress) (value []byte, verdict Verdict) {
	rest := data[min(progress.at, len(data)):]
	if !progress.inHead {
		rest = skipLines(rest)
		progress.at = len(data) - len(rest)
		line, after, verdict := requestLine(rest)
		if verdict != Found {
			return nil, verdict
		}
		if w.Source == InQuery {
			return present(w.inTarget(target(line)))
		}
		rest, progress.inHead = after, true
	}
	for {
		progress.at = len(data) - len(rest)
		line, after, complete := cutLine(rest)
		switch {
		case !complete:
			return nil, More
		case len(line) == 0:
			return nil, Absent // the head ends here
		}
		if value := w.inLine(line); len(value) > 0 {
			return value, Found
		}
		rest = after
	}
}

// requestLine returns the first line, if the data that has arrived can begin a request, without empty lines before.
func requestLine(data []byte) (line, rest []byte, verdict Verdict) {
	method := data[:min(len(data), methodMax)]
	end := bytes.IndexByte(method, ' ')
	if end >= 0 {
		method = method[:end]
	}
	if !isToken(method) || end == 0 || end < 0 && len(method) == methodMax {
		return nil, nil, Absent
	}
	line, rest, complete := cutLine(data)
	if !complete {
		return nil, nil, More
	}
	if end < 0 || !bytes.Contains(line, []byte(" HTTP/1.")) {
		return nil, nil, Absent
	}
	return line, rest, Found
}

// skipLines skips empty lines before a request, as a server does, and half a line end, which may become one.
func skipLines(data []byte) []byte {
	for len(data) > 0 && (data[0] == '\r' || data[0] == '\n') {
		data = data[1:]
	}
	return data
}

// cutLine cuts off a line, and tells whether all of it has arrived.
func cutLine(data []byte) (line, rest []byte, complete bool) {
	line, rest, complete = bytes.Cut(data, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'}), rest, complete
}

func present(value []byte) ([]byte, Verdict) {
	if len(value) == 0 {
		return nil, Absent
	}
	return value, Found
}

// target is the part of a request line between the first and the last space.
func target(line []byte) []byte {
	line = line[bytes.IndexByte(line, ' ')+1:]
	if end := bytes.LastIndexByte(line, ' '); end >= 0 {
		return line[:end]
	}
	return nil
}

func (w Wanted) inTarget(target []byte) []byte {
	target, _, _ = bytes.Cut(target, []byte{'#'})
	_, query, _ := bytes.Cut(target, []byte{'?'})
	return w.inList(query, '&')
}

// inLine returns the value from a line of the head, but the first.
func (w Wanted) inLine(line []byte) []byte {
	name, value, found := bytes.Cut(line, []byte{':'})
	wanted := w.Name
	if w.Source == InCookie {
		wanted = "cookie"
	}
	if !found || !isName(name, wanted) {
		return nil
	}
	if w.Source == InCookie {
		return w.inList(value, ';')
	}
	return bytes.Trim(value, " \t")
}

// inList returns the value from a list like a=1&b=2.
func (w Wanted) inList(list []byte, separator byte) []byte {
	for len(list) > 0 {
		var pair []byte
		pair, list, _ = bytes.Cut(list, []byte{separator})
		name, value, _ := bytes.Cut(bytes.Trim(pair, " \t"), []byte{'='})
		if string(name) == w.Name && len(value) > 0 {
			return value
		}
	}
	return nil
}

// isName tells whether name is the wanted one, regardless of case.
func isName(name []byte, wanted string) bool {
	if len(name) != len(wanted) {
		return false
	}
	for i, letter := range name {
		if lower(letter) != lower(wanted[i]) {
			return false
		}
	}
	return true
}

func lower(letter byte) byte {
	if letter >= 'A' && letter <= 'Z' {
		return letter + 'a' - 'A'
	}
	return letter
}

// isToken tells whether data may be part of a method.
func isToken(data []byte) bool {
	for _, letter := range data {
		switch {
		case letter >= 'a' && letter <= 'z', letter >= 'A' && letter <= 'Z', letter >= '0' && letter <= '9':
		case bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), letter) >= 0:
		default:
			return false
		}
	}
	return true
}
