'use strict';

// Rates: the changes per second from one answer to the next, and those of the last minute. Used by top.js and top_screen.js.

/** Milliseconds that a sparkline shows. */
const MINUTE = 60_000;
const SECOND = 1000;

/** Of what is known; null where nothing is. */
function sumOf(list, read) {
  const known = list.map(read).filter((value) => value != null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
}

const cpuOf = (cpu) => (cpu ? cpu.user + cpu.system : null);

/** How much a value has grown per second; null if one of the two is not known. */
function perSecond(now, before, elapsed) {
  if (now == null || before == null || elapsed <= 0) return null;
  return (Math.max(0, now - before) / elapsed) * SECOND;
}

class Rates {
  #last = null;
  #view = null;
  #history = new Map(); // by worker's place, or 'all', to [uptime of the primary, connections per second]

  /** @param {object} stats as gocluster/stats has it, with what the control socket adds */
  add(stats) {
    if (this.#last?.primary.pid !== stats.primary.pid) {
      this.#last = null;
      this.#history.clear();
    }
    const { uptime: time } = stats.primary; // not stats.time: the clock of the system may be set
    const elapsed = this.#last ? time - this.#last.primary.uptime : 0;
    if (this.#last && elapsed <= 0) return; // the same answer
    const before = new Map(this.#last?.workers.map((each) => [each.id, each]));
    const workers = stats.workers.map((worker) =>
      this.#worker(worker, before.get(worker.id), elapsed, time),
    );
    const listeners = (stats.listeners ?? []).map((listener) => this.#listener(listener, elapsed));
    const connections = sumOf(workers, (each) => each.connections);
    const all = {
      connections,
      history: this.#remember('all', time, connections),
      open: sumOf(workers, ({ open }) => open),
      waiting: sumOf(stats.listeners ?? [], ({ held, queued }) => held + (queued ?? 0)),
      cpu: sumOf(workers, ({ cpu }) => cpu),
      primaryCpu: this.#cpu(stats.primary.cpu, this.#last?.primary.cpu, elapsed),
      memory: sumOf([...workers, stats.primary], ({ rss }) => rss),
      restarts: sumOf(workers, ({ restarts }) => restarts),
    };
    this.#view = { stats, workers, listeners, all };
    this.#last = stats;
  }

  /** The values to show; null before the first answer. */
  view() {
    return this.#view;
  }

  #worker(worker, before, elapsed, time) {
    const connections = perSecond(worker.taken, before?.taken, elapsed);
    return {
      ...worker,
      connections,
      history: this.#remember(worker.place, time, connections),
      cpu: this.#cpu(worker.cpu, before?.cpu, elapsed),
      busy: perSecond(worker.loop?.busy, before?.loop?.busy, elapsed),
      lag: worker.loop?.lag ?? null,
    };
  }

  /** In percent of one processor. */
  #cpu(now, before, elapsed) {
    const used = perSecond(cpuOf(now), cpuOf(before), elapsed);
    return used === null ? null : used / 10;
  }

  #listener(listener, elapsed) {
    const before = this.#last?.listeners?.find(({ id }) => id === listener.id);
    const count = (each) => each.waits.counts.reduce((sum, one) => sum + one, 0);
    const waited = before ? count(listener) - count(before) : 0;
    return {
      ...listener,
      accepts: perSecond(listener.accepted, before?.accepted, elapsed),
      wait: waited > 0 ? (listener.waits.total - before.waits.total) / waited : null,
    };
  }

  #remember(key, time, value) {
    const history = (this.#history.get(key) ?? []).filter(([then]) => time - then < MINUTE);
    if (value !== null) history.push([time, value]);
    this.#history.set(key, history);
    return history.map(([then, each]) => ({ age: time - then, value: each }));
  }
}

module.exports = Rates;
