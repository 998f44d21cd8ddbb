'use strict';

// Load: what the clients of client.js do, and an account of every request. Used by run.js and demonstrations.js.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const Account = require('./account');

class Load {
  #results = [];
  #child;
  #rate;

  /**
   * @param {import('./network').Place} place of the clients
   * @param {string[]} addresses theirs
   * @param {number} rate connections a second
   */
  constructor(place, addresses, rate) {
    const words = [process.execPath, path.join(__dirname, 'client.js'), ...addresses];
    const [command, ...args] = [...place.launcher, ...words];
    this.#child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', ({ results }) => this.#results.push(...results));
    this.#rate = rate;
  }

  /** @param {string} url @param {{cookie?: boolean}} [options] cookie: whether clients keep the one that they are given */
  start(url, { cookie = false } = {}) {
    this.#results = [];
    this.#child.send({ url, cookie, rate: this.#rate });
  }

  /** @returns {Promise<Account>} of all since its start, when the last of them is over */
  async stop() {
    this.#child.send({ rate: 0 });
    for (;;) {
      const [{ open, rate }] = await once(this.#child, 'message');
      if (rate === 0 && open === 0) return this.between(0, Infinity);
    }
  }

  /** @returns {Account} of those that were begun then, as far as they are over */
  between(from, to) {
    return new Account(this.#results.filter(({ began }) => began >= from && began <= to));
  }

  end() {
    if (this.#child.connected) this.#child.disconnect();
  }
}

module.exports = Load;
