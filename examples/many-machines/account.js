'use strict';

// Account: what became of some requests. Used by load.js and demonstrations.js.

class Account {
  /** @type {{began: number, ended: number, localAddress: string, machine: string, worker: number, client: string, failure?: string}[]} */
  results;

  constructor(results) {
    this.results = results;
  }

  get failures() {
    return this.results.filter(({ failure }) => failure);
  }

  get longestMs() {
    return this.results.reduce((longest, { began, ended }) => Math.max(longest, ended - began), 0);
  }

  /** How many were told another client's address than their own. */
  get strangers() {
    return this.results.filter(
      ({ failure, client, localAddress }) => !failure && client !== localAddress,
    ).length;
  }

  /** A machine's share of the answers, in per cent. */
  shareOf(name) {
    const answered = this.results.filter(({ failure }) => !failure);
    const own = answered.filter(({ machine }) => machine === name);
    return answered.length === 0 ? 0 : Math.round((100 * own.length) / answered.length);
  }

  /** How many different ones the clients have met, on an average: of what the function says of an answer. */
  metBy(what) {
    const met = new Map();
    for (const result of this.results) {
      if (result.failure) continue;
      const { localAddress } = result;
      met.set(localAddress, (met.get(localAddress) ?? new Set()).add(what(result)));
    }
    const sizes = [...met.values()].map(({ size }) => size);
    return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  }
}

module.exports = Account;
