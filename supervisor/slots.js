'use strict';

// Slots: the places of workers. What replaces a worker takes over its place, and with it its instance number. Used by supervisor.js.

/**
 * @typedef {object} Slot
 * @property {number} instance
 * @property {import('./supervised_worker') | null} worker serves, or is the first one and about to
 * @property {import('./supervised_worker') | null} next gets ready to take the place
 * @property {number} restarts
 */

class Slots {
  #slots = []; // by instance

  get length() {
    return this.#slots.length;
  }

  /** With the lowest free instance number. @returns {Slot} */
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

  /** @param {number} id a worker's @returns {Slot | undefined} */
  of(id) {
    return this.#slots.find(({ worker }) => worker?.id === id);
  }

  /** @returns {Slot[]} */
  list() {
    return [...this.#slots];
  }

  /** Those too many where there are to be so many: first what does not serve. @param {number} count @returns {Slot[]} */
  surplus(count) {
    const serves = ({ worker }) => (worker?.state === 'ready' ? 1 : 0);
    const order = (a, b) => serves(a) - serves(b) || b.instance - a.instance;
    return this.list()
      .sort(order)
      .slice(0, Math.max(0, this.length - count));
  }

  /** Whether there is a worker that serves, but in this slot. @param {Slot} slot */
  anyServesBut(slot) {
    return this.#slots.some((each) => each !== slot && each.worker?.state === 'ready');
  }

  /** Every worker in a slot. */
  workers() {
    return this.#slots.flatMap(({ worker, next }) => [worker, next]).filter(Boolean);
  }
}

module.exports = Slots;
