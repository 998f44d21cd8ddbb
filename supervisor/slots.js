'use strict';

// Slots: the places of workers. A worker that replaces another one takes over its place, and with it its instance number. Used by
// fleet.js.

/**
 * @typedef {object} Slot
 * @property {number} instance
 * @property {import('./supervised_worker') | null} worker the worker that serves, or that starts in an empty slot
 * @property {import('./supervised_worker') | null} next the worker that becomes ready to take the place
 * @property {number} restarts
 */

class Slots {
  #slots = []; // by instance

  get length() {
    return this.#slots.length;
  }

  /** Adds a slot with the lowest free instance number. @returns {Slot} */
  add() {
    let instance = 0;
    while (this.#slots[instance]?.instance === instance) instance++;
    const slot = { instance, worker: null, next: null, restarts: 0 };
    this.#slots.splice(instance, 0, slot);
    return slot;
  }

  /** @param {Slot} slot */
  remove(slot) {
    this.#slots = this.#slots.filter((each) => each !== slot);
  }

  /** @param {Slot} slot */
  has(slot) {
    return this.#slots.includes(slot);
  }

  /** @param {number} id of a worker @returns {Slot | undefined} */
  of(id) {
    return this.#slots.find(({ worker }) => worker?.id === id);
  }

  /** @returns {Slot[]} */
  list() {
    return [...this.#slots];
  }

  /**
   * The slots beyond `count`: first those that will not get a worker any more, then those whose worker does not serve.
   *
   * @param {number} count
   * @param {(slot: Slot) => boolean} isGivenUp
   * @returns {Slot[]}
   */
  surplus(count, isGivenUp) {
    const rank = (slot) => (isGivenUp(slot) ? 0 : slot.worker?.state === 'ready' ? 2 : 1);
    const order = (a, b) => rank(a) - rank(b) || b.instance - a.instance;
    return this.list()
      .sort(order)
      .slice(0, Math.max(0, this.length - count));
  }

  /** Whether a worker in another slot serves. @param {Slot} slot */
  anyServesBut(slot) {
    return this.#slots.some((each) => each !== slot && each.worker?.state === 'ready');
  }

  /** Every worker in a slot. */
  workers() {
    return this.#slots.flatMap(({ worker, next }) => [worker, next]).filter(Boolean);
  }
}

module.exports = Slots;
