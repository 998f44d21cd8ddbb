'use strict';

// HAProxy's agent-check: a line to whoever connects. Used by balancers.js; docs/many-machines.md has the words.

const net = require('node:net');
const { performance } = require('node:perf_hooks');
const keepNewest = require('./newest_connections');

/** A client has so long to take its line, in milliseconds, and may send so much, in bytes. HAProxy takes it at once, and sends a word. */
const PATIENCE_MS = 1000;
const READ_MAX = 1024;
const CONNECTIONS_MAX = 64;
/** For how long `ready` is said, in milliseconds: every balancer asks in that time. */
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
   * @param {boolean} options.weights whether a share of this machine's weight is said: that undoes an operator's
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

  /** `ready` undoes what an operator has set. So it is said only after `drain` was, by this process or by the one before it. */
  #endsDrain() {
    const now = performance.now();
    if (this.#drained.end()) this.#readyUntil = now + READY_MS;
    return now < this.#readyUntil;
  }

  /** @returns {import('node:net').Server} which does not listen yet */
  server() {
    const server = net.createServer((socket) => {
      let length = 0;
      socket.on('error', () => {}); // it is gone
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
