package main

import (
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Bounds of a run: what a machine's loopback and a test's patience can take.
const (
	maxClients  = 10_000
	maxCount    = 2_000_000
	maxDuration = 2 * time.Minute
	maxTimeout  = time.Minute
	maxPath     = 107
)

// options describe the load to make. Closed loop: `clients` connections at any
// time, for `duration` after `warm`, or until `count`. Open loop (rate > 0):
// one connection every 1/rate seconds, whatever became of the earlier ones,
// until `count`.
type options struct {
	target    netip.AddrPort
	path      string // of a Unix socket, instead of target; '' is none
	protocol  string // http, tcp or tls
	keepAlive bool
	ping      bool          // asks for /ping instead of /
	pause     time.Duration // keep-alive: between two requests of a client, on average
	clients   int
	rate      int // connections a second; 0 is closed loop
	count     int // connections in all; 0 is until `duration`
	warm      time.Duration
	duration  time.Duration
	timeout   time.Duration // a connection older than this is hung
	slow      time.Duration // a connection that took longer is counted as slow
	pids      []int         // processes whose CPU time is read
}

func parseOptions(arguments []string) (*options, error) {
	o := &options{}
	set := flag.NewFlagSet("load", flag.ContinueOnError)
	target := set.String("target", "", "127.x.x.x:port")
	pids := set.String("pids", "", "processes whose CPU time is read, with commas")
	set.StringVar(&o.protocol, "protocol", "http", "http, tcp or tls")
	set.StringVar(&o.path, "path", "", "a Unix socket, instead of a target")
	set.BoolVar(&o.ping, "ping", false, "asks for /ping (http)")
	set.DurationVar(&o.pause, "pause", 0, "between two requests of a client, on average (keep-alive)")
	set.BoolVar(&o.keepAlive, "keep-alive", false, "many requests a connection (http)")
	set.IntVar(&o.clients, "clients", 32, "connections at a time (closed loop)")
	set.IntVar(&o.rate, "rate", 0, "connections a second (open loop)")
	set.IntVar(&o.count, "count", 0, "connections in all")
	set.DurationVar(&o.warm, "warm", 0, "load before the measured time")
	set.DurationVar(&o.duration, "duration", time.Second, "measured time")
	set.DurationVar(&o.timeout, "timeout", 10*time.Second, "after which a connection is hung")
	set.DurationVar(&o.slow, "slow", 500*time.Millisecond, "after which a connection is slow")
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	var err error
	if o.path == "" {
		if o.target, err = netip.ParseAddrPort(*target); err != nil {
			return nil, fmt.Errorf("target: %w", err)
		}
	}
	if o.pids, err = parsePids(*pids); err != nil {
		return nil, fmt.Errorf("pids: %w", err)
	}
	return o, o.check()
}

func parsePids(list string) ([]int, error) {
	var pids []int
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		pid, err := strconv.Atoi(word)
		if err != nil {
			return nil, err
		}
		pids = append(pids, pid)
	}
	return pids, nil
}

func (o *options) check() error {
	switch {
	case o.path == "" && (!o.target.Addr().Is4() || !o.target.Addr().IsLoopback()):
		return errors.New("target: only an IPv4 loopback address")
	case len(o.path) > maxPath:
		return fmt.Errorf("path: at most %d bytes", maxPath)
	case o.path != "" && o.protocol == "tls":
		return errors.New("path: only with http or tcp")
	case o.protocol != "http" && o.protocol != "tcp" && o.protocol != "tls":
		return fmt.Errorf("protocol: unknown %q", o.protocol)
	case o.keepAlive && o.protocol != "http":
		return errors.New("keep-alive: only with http")
	case o.pause < 0 || o.pause > 0 && !o.keepAlive:
		return errors.New("pause: only with keep-alive")
	case o.rate > 0 && (o.protocol == "tls" || o.keepAlive):
		return errors.New("rate: only with one connection per request, http or tcp")
	case o.clients < 1 || o.clients > maxClients:
		return fmt.Errorf("clients: 1 to %d", maxClients)
	case o.count < 0 || o.count > maxCount:
		return fmt.Errorf("count: 0 to %d", maxCount)
	case o.count > 0 && o.warm > 0:
		return errors.New("count: not with warm")
	case o.rate < 0 || (o.rate > 0 && o.count == 0):
		return errors.New("rate: needs a count")
	case o.warm < 0 || o.duration <= 0 || o.warm+o.duration > maxDuration:
		return fmt.Errorf("warm and duration: at most %v together", maxDuration)
	case o.timeout <= 0 || o.timeout > maxTimeout:
		return fmt.Errorf("timeout: at most %v", maxTimeout)
	}
	return nil
}
