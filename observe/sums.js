'use strict';

// Sums: counts that continue when their source is replaced by another: the next worker of a place, or the next listener on an address.
// Used by metrics.js and opentelemetry.js.

/** How many series without a source are kept. A program that listens on ports that the kernel chooses creates ever new ones. */
const GONE_KEPT = 100;

/** The numbers of a value: one, or those of a histogram. */
const numbersOf = (value) => (typeof value === 'number' ? [value] : [...value.counts, value.total]);

class Sums {
  #series = new Map(); // by labels, to {labels, source, before, last}; those whose source is gone come first

  /**
   * @param {{labels: object, source?: number, value: any}[]} found a null value is skipped
   * @returns {{labels: object, numbers: number[]}[]} all series, with up to GONE_KEPT of those whose source is gone
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
