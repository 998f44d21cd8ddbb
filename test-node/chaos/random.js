'use strict';

// A random generator with a seed (mulberry32): the same seed makes the same choices.

class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** @returns {number} from 0 up to but not including `end` */
  below(end) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  between(first, last) {
    return first + this.below(last - first + 1);
  }

  of(list) {
    return list[this.below(list.length)];
  }

  /** @param {[weight: number, value: T][]} list @returns {T} @template T */
  weighted(list) {
    let left = this.below(list.reduce((sum, [weight]) => sum + weight, 0));
    return list.find(([weight]) => (left -= weight) < 0)[1];
  }
}

module.exports = { Random };
