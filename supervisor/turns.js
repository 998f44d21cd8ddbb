'use strict';

// Turns: runs one operation after the other. Used by supervisor.js.

class Turns {
  /** The names of the operations that have not ended, in order: the first one is under way. @type {string[]} */
  names = [];
  #mayBegin;
  #last = Promise.resolve();
  #waiting = new Map(); // by name, to the promise of an operation of takeOnce() that has not begun

  /** @param {() => void} mayBegin called before each operation; throws if it may not begin */
  constructor(mayBegin) {
    this.#mayBegin = mayBegin;
  }

  /**
   * @param {string} name
   * @param {() => Promise<T>} operation begins when those before it have ended
   * @returns {Promise<T>} its result
   * @template T
   */
  take(name, operation) {
    this.names.push(name);
    const begin = () => {
      this.#mayBegin();
      return operation();
    };
    const result = this.#last.then(begin).finally(() => this.names.shift());
    this.#last = result.catch(() => {});
    return result;
  }

  /** Like take(), but if an operation with that name waits already, returns the promise of that one. */
  takeOnce(name, operation) {
    if (!this.#waiting.has(name)) {
      this.#last.then(() => this.#waiting.delete(name)); // its turn has come
      this.#waiting.set(name, this.take(name, operation));
    }
    return this.#waiting.get(name);
  }
}

module.exports = Turns;
