'use strict';

// Lives: what the ledger tells of the workers. Used by account.js.

const { EXIT_CODE, KINDS } = require('./connection.js');

/** What a worker was told to do, and the code that it then exits with. */
const EXITS = { throw: 1, exit: EXIT_CODE, disconnect: 0 };

/** How long its last packets may be on their way to a client: on a machine that is overloaded even loopback waits. */
const DELIVERY_US = 250_000;

class Lives {
  accepts = new Map(); // by connection, to [{worker, kind}]
  held = new Map(); // by connection, to the worker that had it when it died
  complaints = [];
  #begins = new Map(); // by worker, to the first moment of its end: what it held may be cut from then on
  #blind = []; // [from, to]: a worker died, and what it held is not known
  #gaps = {}; // by kind, [from, to]: no worker listened

  /** @param {ReturnType<import('./ledger.js').Ledger.read>} events in order of time */
  constructor(events) {
    const asked = new Map();
    const examined = new Set();
    const blind = new Map();
    for (const { event, worker, time, values } of events) {
      const began = this.#begins.get(worker);
      switch (event) {
        case 'asked':
          asked.set(worker, [...(asked.get(worker) ?? []), values[0]]);
          break;
        case 'accept':
          this.#accepted(Number(values[1]), worker, values[0]);
          break;
        case 'held':
        case 'ending':
          examined.add(worker);
          for (const id of values) if (id) this.held.set(Number(id), worker);
          if (event === 'ending' && began === undefined) this.#begins.set(worker, time);
          break;
        case 'kill':
          if (began === undefined) this.#begins.set(worker, time);
          // The first one counts: a worker may be chosen again before its primary knows of its death.
          if (!examined.has(worker) && !blind.has(worker)) blind.set(worker, time);
          break;
        case 'exit':
          if (blind.has(worker)) this.#blind.push([blind.get(worker), time]);
          this.#exited(worker, values[0], asked.get(worker) ?? []);
          break;
        case 'failed':
          this.complaints.push(`worker ${worker} could not listen: ${values.join(' ')}`);
      }
    }
    for (const kind of KINDS) this.#gaps[kind] = gaps(events, kind);
  }

  #accepted(id, worker, kind) {
    if (!this.accepts.has(id)) this.accepts.set(id, []);
    this.accepts.get(id).push({ worker, kind });
  }

  /** Nobody ends but by what was done to it. */
  #exited(worker, how, asked) {
    const killed = ['SIGKILL', 'SIGTERM'].includes(how) && this.#begins.has(worker);
    if (killed || asked.some((act) => EXITS[act] === Number(how))) return;
    this.complaints.push(`worker ${worker} ended by itself: ${how}, asked to ${asked}`);
  }

  /** Whether the worker's end had begun by then. */
  wasEnding(worker, time) {
    return this.#begins.get(worker) <= time;
  }

  /** Whether there was a moment without a worker that listens. */
  nobodyListened(kind, from, to) {
    return this.#gaps[kind].some((gap) => gap[0] <= to && gap[1] >= from);
  }

  /** Whether a worker of which is not known what it held was dying between these times. */
  blindDeath(after, before) {
    return this.#blind.some(([from, to]) => from <= before && to + DELIVERY_US >= after);
  }
}

/**
 * When no worker listened. One that disconnects or dies counts no more: what it still gets to listen on, its primary closes,
 * and of its kill it does not know. A worker's time is taken shorter than it is for its primary: from after its server said
 * 'listening' to before it began to close, or to be killed.
 */
function gaps(events, kind) {
  const found = [];
  const listening = new Set();
  const left = new Set();
  let since = -Infinity;
  for (const { event, worker, time, values } of events) {
    const dies = event === 'kill' || event === 'ending';
    if (dies || (event === 'asked' && values[0] === 'disconnect')) left.add(worker);
    if (event === 'listening' && values[0] === kind && !left.has(worker)) {
      if (listening.size === 0) found.push([since, time]);
      listening.add(worker);
    } else if (dies || (event === 'closing' && values[0] === kind)) {
      if (listening.delete(worker) && listening.size === 0) since = time;
    }
  }
  if (listening.size === 0) found.push([since, Infinity]);
  return found;
}

module.exports = { Lives };
