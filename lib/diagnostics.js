'use strict';

// Diagnostics: the channels of node:diagnostics_channel on which the primary says what happens to core, workers and listeners. Used by
// primary.js, core.js and departures.js. docs/statistics.md has the messages.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- what is used of it was there before it was declared stable
const { channel } = require('node:diagnostics_channel');
const { apply, defineProperty, getPrototypeOf, objectKeys } = require('./intrinsics');
const { arrayFind, arrayIncludes, arraySome } = require('./intrinsics');
const { NOTICE, OP } = require('./wire');

/** In the place of a listener's number. */
const NONE = 0;

const NAMES = {
  stalled: 'gocluster:worker:stall',
  recovered: 'gocluster:worker:recover',
  gone: 'gocluster:worker:gone',
  saturated: 'gocluster:listener:saturated',
  resumed: 'gocluster:listener:resumed',
  restarted: 'gocluster:core:restart',
};
/** What the core says only to who asks for it, and what of that is about listeners. */
const NOTICES = {
  stalled: NOTICE.stalled,
  recovered: NOTICE.recovered,
  saturated: NOTICE.saturated,
  resumed: NOTICE.resumed,
};
const FROM_CORE = objectKeys(NOTICES);
const OF_LISTENERS = ['saturated', 'resumed'];

/** What makes a channel active, or not; not every Node has all. */
const METHODS = ['subscribe', 'unsubscribe', 'bindStore', 'unbindStore'];

/** Calls back after a call of such a method: the channel tells nobody. Its prototype is another one while it is active. */
function onSubscription(its, callback) {
  for (let i = 0; i < METHODS.length; i++) {
    const name = METHODS[i];
    if (typeof its[name] !== 'function') continue;
    defineProperty(its, name, {
      __proto__: null,
      configurable: true,
      writable: true,
      value(...args) {
        const result = apply(getPrototypeOf(its)[name], its, args);
        callback();
        return result;
      },
    });
  }
}

class Diagnostics {
  #channels = {};
  #core = null; // the control channel
  #isAsked = false;
  #cluster;
  #listeners;

  /**
   * @param {typeof import('node:cluster')} cluster
   * @param {import('./listeners')} listeners
   */
  constructor(cluster, listeners) {
    this.#cluster = cluster;
    this.#listeners = listeners;
    const keys = objectKeys(NAMES);
    for (let i = 0; i < keys.length; i++) this.#channels[keys[i]] = channel(NAMES[keys[i]]);
    for (let i = 0; i < FROM_CORE.length; i++) {
      onSubscription(this.#channels[FROM_CORE[i]], () => this.#ask());
    }
  }

  /** There is a core, or another one. @param {import('./control_channel')} core */
  attach(core) {
    this.#core = core;
    this.#isAsked = false;
    this.#ask();
  }

  /** Asks the core where somebody wants to hear of it, and no longer where nobody does. */
  #ask() {
    const isWanted = arraySome(FROM_CORE, (event) => this.#channels[event].hasSubscribers);
    if (this.#core === null || isWanted === this.#isAsked) return;
    this.#isAsked = isWanted;
    this.#core.send(OP.watch, NONE, isWanted ? 1 : 0);
  }

  /** A notice of the core; one about a worker that has left meanwhile is ignored. @param {number} kind one of NOTICE @param {number} id */
  handle(kind, id) {
    const event = arrayFind(FROM_CORE, (each) => NOTICES[each] === kind);
    if (event === undefined) return;
    const isOfListener = arrayIncludes(OF_LISTENERS, event);
    const listener = isOfListener && this.#listeners.describe(id);
    const worker = !isOfListener && this.#cluster.workers[id];
    if (listener) this.publish(event, () => ({ listener }));
    if (worker) this.publish(event, () => ({ worker }));
  }

  /**
   * @param {keyof NAMES} event
   * @param {() => object} message called where somebody listens
   */
  publish(event, message) {
    const its = this.#channels[event];
    if (its.hasSubscribers) its.publish(message());
  }
}

module.exports = Diagnostics;
