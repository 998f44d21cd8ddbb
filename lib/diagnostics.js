'use strict';

// Diagnostics: the channels of node:diagnostics_channel on which the primary publishes what happens to the core, the workers and the
// listeners. docs/statistics.md describes the messages. Used by primary.js, core.js and departures.js.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- what is used of it was there before it was declared stable
const { channel } = require('node:diagnostics_channel');
const { apply, defineProperty, getPrototypeOf, objectKeys } = require('./intrinsics');
const { arrayFind, arrayIncludes, arraySome } = require('./intrinsics');
const { NOTICE, OP } = require('./wire');

/** Stands for no listener in a request. */
const NONE = 0;

const NAMES = {
  stalled: 'gocluster:worker:stall',
  recovered: 'gocluster:worker:recover',
  gone: 'gocluster:worker:gone',
  saturated: 'gocluster:listener:saturated',
  resumed: 'gocluster:listener:resumed',
  restarted: 'gocluster:core:restart',
};
/** The notices that the core sends only after a watch request, and those of them that are about listeners. */
const NOTICES = {
  stalled: NOTICE.stalled,
  recovered: NOTICE.recovered,
  saturated: NOTICE.saturated,
  resumed: NOTICE.resumed,
};
const FROM_CORE = objectKeys(NOTICES);
const OF_LISTENERS = ['saturated', 'resumed'];

/** The methods that make a channel active or inactive; not every version of Node has all of them. */
const METHODS = ['subscribe', 'unsubscribe', 'bindStore', 'unbindStore'];

/** Calls back after each call of such a method: a channel has no event for that. An active channel has another prototype. */
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

  /** A core has been started, the first or another one. @param {import('./control_channel')} core */
  attach(core) {
    this.#core = core;
    this.#isAsked = false;
    this.#ask();
  }

  /** Asks the core for notices while there are subscribers. */
  #ask() {
    const isWanted = arraySome(FROM_CORE, (event) => this.#channels[event].hasSubscribers);
    if (this.#core === null || isWanted === this.#isAsked) return;
    this.#isAsked = isWanted;
    this.#core.send(OP.watch, NONE, isWanted ? 1 : 0);
  }

  /** Publishes a notice of the core; one about a worker that has left meanwhile is ignored. @param {number} kind one of NOTICE @param {number} id */
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
   * @param {() => object} message called only if there are subscribers
   */
  publish(event, message) {
    const its = this.#channels[event];
    if (its.hasSubscribers) its.publish(message());
  }
}

module.exports = Diagnostics;
