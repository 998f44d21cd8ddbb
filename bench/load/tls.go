package main

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// runTLS makes HTTPS load, with one full handshake per connection. Go's TLS needs a
// goroutine per client; the handshake costs so much that this does not matter.
func runTLS(o *options) (*summary, error) {
	recorder := newRecorder(o)
	deadline := time.Now().Add(o.warm + o.duration)
	var lock sync.Mutex // guards recorder and started
	started := 0
	next := func() bool {
		lock.Lock()
		defer lock.Unlock()
		started++
		return time.Now().Before(deadline) && (o.count == 0 || started <= o.count)
	}
	var clients sync.WaitGroup
	for range o.clients {
		clients.Go(func() {
			for next() {
				begin := time.Now()
				err := fetchTLS(o)
				lock.Lock()
				tell(recorder, time.Since(begin), err)
				lock.Unlock()
				if err != nil {
					time.Sleep(refusedPause)
				}
			}
		})
	}
	ended := make(chan struct{})
	go func() {
		clients.Wait()
		close(ended)
	}()
	time.Sleep(o.warm)
	lock.Lock()
	recorder.start()
	lock.Unlock()
	select {
	case <-time.After(time.Until(deadline)):
	case <-ended: // the count is reached
	}
	lock.Lock()
	recorder.stop()
	lock.Unlock()
	<-ended
	return recorder.summary(), nil
}

var errWrong = errors.New("not the expected response")

func fetchTLS(o *options) error {
	raw, err := net.DialTimeout("tcp4", o.target.String(), o.timeout)
	if err != nil {
		return err
	}
	defer raw.Close()
	// The certificate is made for this run and the peer is on loopback.
	connection := tls.Client(raw, &tls.Config{InsecureSkipVerify: true})
	if err := connection.SetDeadline(time.Now().Add(o.timeout)); err != nil {
		return err
	}
	if _, err := connection.Write([]byte(closeRequest)); err != nil {
		return err
	}
	response, err := io.ReadAll(io.LimitReader(connection, responseMax))
	if err != nil {
		return err
	}
	switch judge(o.protocol, response) {
	case right:
		return nil
	case wrong:
		return errWrong
	default:
		return io.ErrUnexpectedEOF
	}
}

func tell(r *recorder, took time.Duration, err error) {
	var timeout net.Error
	switch {
	case err == nil:
		r.served(took)
	case errors.Is(err, errWrong):
		r.Wrong++
	case errors.Is(err, unix.ECONNREFUSED):
		r.Refused++
	case errors.As(err, &timeout) && timeout.Timeout():
		r.Hung++
	default:
		r.Cut++
	}
}
