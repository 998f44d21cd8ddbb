// Command load is the benchmark's load generator: one short connection per
// request (or keep-alive), over loopback only, bounded in count and time. It
// prints one JSON object. bench/generator.js builds and runs it.
//
// It shares the machine's cores with the server that it measures, so it must cost
// little: one thread, one epoll, no goroutine and no allocation per connection.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == "certificate" {
		exit(writeCertificate(os.Args[2]))
	}
	options, err := parseOptions(os.Args[1:])
	if err != nil {
		exit(err)
	}
	var summary *summary
	if options.protocol == "tls" {
		summary, err = runTLS(options)
	} else {
		summary, err = runReactor(options)
	}
	if err != nil {
		exit(err)
	}
	exit(json.NewEncoder(os.Stdout).Encode(summary))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	os.Exit(0)
}
