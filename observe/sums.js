'use strict';

// Sums: counts that go on when what is counted is replaced: the next worker of a place, the next listener on an address. Used by
// metrics.js and opentelemetry.js.

/** How many series of what is gone are kept. A program that listens on ports of the kernel's choice has ever new ones. */
const GONE_KEPT = 100;

/** What a value of a histogram is made of, as numbers. */
const numbersOf = (value) => (typeof value === 'number' ? [value] : [...value.counts, value.total]);

class Sums {
  #series = new Map(); // by labels, to {labels, source, before, last}; those that are gone come first

  /**
   * @param {{labels: object, source?: number, value: any}[]} found a null value is nobody's
   * @returns {{labels: object, numbers: number[]}[]} also of those that are gone, up to GONE_KEPT of them
   */
  add(found) {
    const present = new Set();
    for (const { labels, source, value } of found) {
      if (value === null) continue;
      const key = JSON.stringify(labels);
      const numbers = numbersOf(value);
      const known = this.#series.get(key) ?? { labels, source, before: numbers.map(() => 0) };
      if (known.source !== source) {
        known.before = known.before.map((each, i) => each + known.last[i]);
        known.source = source;
      }
      known.last = numbers;
      this.#series.delete(key);
      this.#series.set(key, known);
      present.add(key);
    }
    for (const key of this.#series.keys()) {
      if (this.#series.size - present.size <= GONE_KEPT) break;
      this.#series.delete(key);
    }
    return [...this.#series.values()].map(({ labels, before, last }) => ({
      labels,
      numbers: last.map((each, i) => each + before[i]),
    }));
  }
}

module.exports = Sums;
