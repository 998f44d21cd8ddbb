'use strict';

// All processes of one run: they share the process group of the primary, which the run started.

const fs = require('node:fs');

const ASK_EVERY_MS = 5;

class ProcessGroup {
  #id;

  constructor(id) {
    this.#id = id;
  }

  /** @returns {Promise<number>} how many are left when all have gone or the time is up */
  async gone(milliseconds) {
    const end = Date.now() + milliseconds;
    for (;;) {
      const left = this.#alive();
      if (left === 0 || Date.now() > end) return left;
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  /** Ends whoever is left. */
  kill() {
    try {
      process.kill(-this.#id, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  #alive() {
    try {
      process.kill(-this.#id, 0);
    } catch (error) {
      if (error.code === 'ESRCH') return 0;
      throw error;
    }
    // An orphan that nobody has reaped still counts as a member: look closer.
    return fs.readdirSync('/proc').filter((name) => this.#isLiveMember(name)).length;
  }

  #isLiveMember(name) {
    if (!/^\d+$/.test(name)) return false;
    let stat;
    try {
      stat = fs.readFileSync(`/proc/${name}/stat`, 'latin1');
    } catch {
      return false;
    }
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === this.#id && state !== 'Z' && state !== 'X';
  }
}

module.exports = { ProcessGroup };
