'use strict';

// Short connections at a fixed rate, whatever becomes of those before, and an account of each. Used by the tests of upgrades.

const { execFileSync, spawn } = require('node:child_process');
const http = require('node:http');

/** After so long without an answer a request counts as hung, in milliseconds. */
const HUNG_MS = 60_000;
const SLOT_MS = 10;

/** What ss says of who listens on a port: it asks the kernel for these sockets alone. */
const listing = (port, protocol = 'tcp') => ['ss', `-Hln${protocol[0]}`, `sport = :${port}`];

/** @param {number} port @param {'tcp' | 'udp'} protocol @returns {boolean} */
function isListening(port, protocol) {
  const [command, ...args] = listing(port, protocol);
  return execFileSync(command, args, { encoding: 'utf8' }).trim() !== '';
}

/** Looks again and again. A line on its standard output each time: whether somebody listens. */
function watch(port) {
  const [command, option, filter] = listing(port);
  const look = `[ -n "$(${command} ${option} '${filter}')" ] && echo open || echo closed`;
  return spawn('/bin/sh', ['-c', `while :; do ${look}; sleep 0.02; done`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

class Load {
  served = 0;
  failures = [];
  /** How often nothing listened on the port. */
  closed = 0;
  looked = 0;
  /** Answers, by what the server said. */
  answers = new Map();
  #port;
  #open = 0;
  #timer;
  #watcher;

  /** @param {number} port @param {number} rate connections a second */
  constructor(port, rate) {
    this.#port = port;
    this.#watcher = watch(port);
    this.#watcher.stdout.setEncoding('utf8').on('data', (text) => {
      this.looked += text.match(/open|closed/g)?.length ?? 0;
      this.closed += text.match(/closed/g)?.length ?? 0;
    });
    const began = performance.now();
    let count = 0;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - began) / 1000) * rate;
      for (; count < due; count++) this.#ask();
    }, SLOT_MS);
  }

  #ask() {
    this.#open++;
    const done = (failure) => {
      this.#open--;
      if (failure) this.failures.push(failure);
      else this.served++;
    };
    const request = http.get(
      { port: this.#port, host: '127.0.0.1', agent: false, timeout: HUNG_MS },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        response.on('error', () => {}); // the request has it, too
        response.on('end', () => {
          this.answers.set(text, (this.answers.get(text) ?? 0) + 1);
          done();
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error('hung')));
    request.on('error', (error) => done(`${error.code ?? ''} ${error.message}`));
  }

  /** Resolves when every request has its answer. */
  async stop() {
    clearInterval(this.#timer);
    this.#watcher.kill();
    while (this.#open > 0) await new Promise((resolve) => setTimeout(resolve, SLOT_MS));
  }
}

module.exports = { Load, isListening };
