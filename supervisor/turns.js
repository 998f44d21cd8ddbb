'use strict';

// Turns: runs one operation after the other. Used by supervisor.js.

class Turns {
  #last = Promise.resolve();

  /**
   * @param {() => Promise<T>} operation begins when those before it have ended
   * @returns {Promise<T>} its result
   * @template T
   */
  take(operation) {
    const result = this.#last.then(operation);
    this.#last = result.catch(() => {});
    return result;
  }
}

module.exports = Turns;
