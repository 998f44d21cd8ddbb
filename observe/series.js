'use strict';

// Series: what an instrument reads, one value for each set of labels: two workers may have one place for a while, two listeners one
// address. Used by metrics.js and opentelemetry.js.

const Sums = require('./sums');

/** Of what is so at the moment. */
function combined(found, combine) {
  const all = new Map(); // by labels
  for (const { labels, value } of found) {
    if (value === null) continue;
    const key = JSON.stringify(labels);
    const known = all.get(key);
    all.set(key, { labels, numbers: [known ? combine(known.numbers[0], value) : value] });
  }
  return [...all.values()];
}

class Series {
  #instrument;
  #sums = new Sums();

  /** @param {import('./instruments').Instrument} instrument */
  constructor(instrument) {
    this.#instrument = instrument;
  }

  /**
   * @param {import('./stats').Stats} stats
   * @returns {{labels: Record<string, string>, numbers: number[]}[]} one number, or those of a histogram: its counts and its total
   */
  read(stats) {
    const { read, continues, combine } = this.#instrument;
    return continues ? this.#sums.add(read(stats)) : combined(read(stats), combine);
  }
}

module.exports = Series;
