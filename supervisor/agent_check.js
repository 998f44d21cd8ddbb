'use strict';

// HAProxy's agent-check: sends one line to each client that connects. docs/many-machines.md describes the lines. Used by balancers.js.

const net = require('node:net');
const { performance } = require('node:perf_hooks');
const keepNewest = require('./newest_connections');

/** How long a client may take to read its line, in milliseconds, and how much it may send, in bytes. HAProxy sends only one word. */
const PATIENCE_MS = 1000;
const READ_MAX = 1024;
const CONNECTIONS_MAX = 64;
/** For how long `ready` is sent, in milliseconds: every balancer asks within that time. */
const READY_MS = 10_000;

/** Each answer ends with a newline, or HAProxy ignores it. After `down` only `up` brings a server back. */
class AgentCheck {
  #availability;
  #weights;
  #drained;
  #readyUntil = 0;

  /**
   * @param {import('./availability')} availability
   * @param {object} options
   * @param {boolean} options.weights whether lines have a percentage of the machine's weight, which overrides an operator's
   * @param {import('./own_drain')} options.drained
   */
  constructor(availability, { weights, drained }) {
    this.#availability = availability;
    this.#weights = weights;
    this.#drained = drained;
  }

  /** @returns {string} */
  line() {
    const { isReady, isLeaving, reason, weight } = this.#availability.get();
    if (isLeaving) {
      this.#drained.begin();
      return 'drain\n';
    }
    if (!isReady) return `down #${reason}\n`;
    const up = this.#weights ? `up ${weight}%` : 'up';
    return this.#endsDrain() ? `ready ${up}\n` : `${up}\n`;
  }

  /** `ready` overrides what an operator has set. So it is sent only after this process, or the one before it, has sent `drain`. */
  #endsDrain() {
    const now = performance.now();
    if (this.#drained.end()) this.#readyUntil = now + READY_MS;
    return now < this.#readyUntil;
  }

  /** @returns {import('node:net').Server} which does not listen yet */
  server() {
    const server = net.createServer((socket) => {
      let length = 0;
      socket.on('error', () => {}); // the client is gone
      const late = setTimeout(() => socket.destroy(), PATIENCE_MS).unref();
      socket.once('close', () => clearTimeout(late));
      socket.on('data', (chunk) => {
        length += chunk.length;
        if (length > READ_MAX) socket.destroy();
      });
      socket.end(this.line());
    });
    keepNewest(server, CONNECTIONS_MAX);
    return server;
  }
}

module.exports = AgentCheck;
