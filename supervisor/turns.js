'use strict';

// Turns: runs one operation after the other. Used by supervisor.js.

class Turns {
  /** The names of those that have not ended, in their order: the first is under way. @type {string[]} */
  names = [];
  #mayBegin;
  #last = Promise.resolve();
  #waiting = new Map(); // by name, of takeOnce()

  /** @param {() => void} mayBegin throws where no operation may begin */
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

  /** As take(); but where one of that name waits already that one's result is meant. */
  takeOnce(name, operation) {
    if (!this.#waiting.has(name)) {
      this.#last.then(() => this.#waiting.delete(name)); // its turn has come
      this.#waiting.set(name, this.take(name, operation));
    }
    return this.#waiting.get(name);
  }
}

module.exports = Turns;
