'use strict';

// Sums: counts that go on when what is counted is replaced: the next worker of a place, the next listener on an address. Several of the
// same labels are one sum. Used by series.js.

/** How many series without a source are kept. A program that listens on ports that the kernel chooses creates ever new ones. */
const GONE_KEPT = 100;

/** The numbers of a value: one, or those of a histogram. */
const numbersOf = (value) => (typeof value === 'number' ? [value] : [...value.counts, value.total]);

const plus = (one, other) => one.map((each, i) => each + other[i]);

class Sums {
  #series = new Map(); // by labels, to {labels, before, lasts}: lasts by source; those that are gone come first

  /**
   * @param {{labels: object, source?: number, value: any}[]} found of a null value it is only known that the source is there
   * @returns {{labels: object, numbers: number[]}[]} also of those that are gone, up to GONE_KEPT of them
   */
  add(found) {
    const present = new Map(); // by labels, to the sources that are there
    for (const { labels, source, value } of found) {
      const key = JSON.stringify(labels);
      present.set(key, (present.get(key) ?? new Set()).add(source));
      if (value !== null) this.#set(key, labels, source, numbersOf(value));
    }
    for (const [key, sources] of present) this.#retire(key, sources);
    this.#forget(present);
    return [...this.#series.values()].map(({ labels, before, lasts }) => ({
      labels,
      numbers: [...lasts.values()].reduce(plus, before),
    }));
  }

  #set(key, labels, source, numbers) {
    const series = this.#series.get(key) ?? {
      labels,
      before: numbers.map(() => 0),
      lasts: new Map(),
    };
    series.lasts.set(source, numbers);
    this.#series.delete(key);
    this.#series.set(key, series);
  }

  /** Where another source has its labels, one that is not there has gone for good; where none has, it may only not be known now. */
  #retire(key, sources) {
    const series = this.#series.get(key);
    for (const [source, numbers] of series?.lasts ?? []) {
      if (sources.has(source)) continue;
      series.before = plus(series.before, numbers);
      series.lasts.delete(source);
    }
  }

  #forget(present) {
    const gone = [...this.#series.keys()].filter((key) => !present.has(key));
    for (const key of gone.slice(0, Math.max(0, gone.length - GONE_KEPT))) this.#series.delete(key);
  }
}

module.exports = Sums;
