'use strict';

// The ledger: what happened, one line an event, written by all processes of a run before anything follows from it. A
// short write with O_APPEND is one piece, and survives the SIGKILL of its writer.

const fs = require('node:fs');
const { now } = require('./connection.js');

class Ledger {
  #fd;

  /** @param {string} file */
  constructor(file) {
    this.#fd = fs.openSync(file, 'a');
  }

  /** @param {string} event @param {number} worker its id in the cluster @param {...any} values without blanks */
  note(event, worker, ...values) {
    fs.writeSync(this.#fd, `${event} ${worker} ${now()} ${values.join(' ')}\n`);
  }

  close() {
    fs.closeSync(this.#fd);
  }

  /** @returns {{event: string, worker: number, time: number, values: string[]}[]} */
  static read(file) {
    const lines = fs.readFileSync(file, 'latin1').split('\n').slice(0, -1);
    return lines.map((line) => {
      const [event, worker, time, ...values] = line.split(' ');
      return { event, worker: Number(worker), time: Number(time), values };
    });
  }
}

module.exports = { Ledger };
