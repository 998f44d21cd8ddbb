'use strict';

// OwnDrain: that HAProxy was told `drain`, which it keeps until it is told `ready`, whatever process there is then. So a file beside
// the control socket says so to the next one. Used by agent_check.js.

const fs = require('node:fs');
const { prepareFolder, drainPath } = require('./control_path');

class OwnDrain {
  #file;
  #isBegun;

  /** @param {string} file the service's control socket */
  constructor(file) {
    this.#file = drainPath(file);
    this.#isBegun = fs.existsSync(this.#file);
  }

  begin() {
    if (this.#isBegun) return;
    this.#isBegun = true;
    try {
      prepareFolder();
      fs.writeFileSync(this.#file, '');
    } catch {
      // Without a folder the next process cannot know.
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
