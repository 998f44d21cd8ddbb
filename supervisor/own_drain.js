'use strict';

// OwnDrain: remembers that HAProxy was sent `drain`. HAProxy keeps that state until it is sent `ready`, perhaps by the next process. So
// a file beside the control socket tells the next process of it. Used by agent_check.js and balancers.js.

const fs = require('node:fs');
const { prepareFolderOf, drainPath } = require('./control_path');

class OwnDrain {
  #file;
  #isBegun;

  /** @param {string} file the path of the service's control socket */
  constructor(file) {
    this.#file = drainPath(file);
    this.#isBegun = fs.existsSync(this.#file);
  }

  begin() {
    if (this.#isBegun) return;
    this.#isBegun = true;
    try {
      prepareFolderOf(this.#file);
      fs.writeFileSync(this.#file, '');
    } catch {
      // Without a folder the next process does not learn of it.
    }
  }

  /** @returns {boolean} whether it had begun */
  end() {
    const wasBegun = this.#isBegun;
    this.#isBegun = false;
    if (wasBegun) fs.rmSync(this.#file, { force: true });
    return wasBegun;
  }
}

module.exports = OwnDrain;
