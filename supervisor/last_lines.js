'use strict';

// LastLines: the end of a worker's output, for the report about a worker that did not start. Used by supervised_worker.js.

const LINES = 20;
const BYTES = 8192;

class LastLines {
  #text = '';

  /** @param {Buffer} chunk */
  add(chunk) {
    this.#text = (this.#text + chunk).slice(-BYTES);
  }

  /** @returns {string[]} */
  lines() {
    const lines = this.#text.split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-LINES);
  }
}

module.exports = LastLines;
