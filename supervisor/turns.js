'use strict';

// Turns: runs one operation after the other. Used by supervisor.js.

class Turns {
  /** The names of those that have not ended, in their order: the first is under way. @type {string[]} */
  names = [];
  #last = Promise.resolve();

  /**
   * @param {string} name
   * @param {() => Promise<T>} operation begins when those before it have ended
   * @returns {Promise<T>} its result
   * @template T
   */
  take(name, operation) {
    this.names.push(name);
    const result = this.#last.then(operation).finally(() => this.names.shift());
    this.#last = result.catch(() => {});
    return result;
  }
}

module.exports = Turns;
