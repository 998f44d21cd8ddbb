'use strict';

// The verbs of the control socket: docs/control.md. Used by control.js.

const { observing } = require('../observe/control_verbs');
const { configError } = require('./errors');

/** A worker's id, as `status` shows it. */
function idOf({ id }) {
  if (!Number.isInteger(id))
    throw configError([`"id" must be a worker's number. Received ${JSON.stringify(id)}`]);
  return id;
}

function nodeOf({ node }) {
  if (node === undefined || (typeof node === 'string' && node !== '')) return { node };
  throw configError([`"node" must be the path of a program. Received ${JSON.stringify(node)}`]);
}

function nowOf({ now = false }) {
  if (typeof now === 'boolean') return { now };
  throw configError([`"now" must be true or false. Received ${JSON.stringify(now)}`]);
}

/** The statistics have it already, ten times a second if somebody watches. */
const inStatistics = () => null;

/** A worker as in gocluster/stats, with what the supervisor knows about it. */
function describe(worker, known) {
  if (!known) return worker;
  const { instance, state, restarts } = known;
  return {
    ...worker,
    instance,
    state: state === 'draining' ? 'leaving' : worker.state,
    restarts: restarts ?? worker.restarts,
  };
}

/** @param {import('./supervisor')} supervisor @returns {Record<string, (request: object) => any>} */
function verbsOf(supervisor) {
  const extend = (stats) => {
    const { name, workers } = supervisor.status(inStatistics);
    const known = new Map(workers.map((worker) => [worker.id, worker]));
    const described = stats.workers.map((worker) => describe(worker, known.get(worker.id)));
    return { name, verbs: Object.keys(verbs), ...stats, workers: described };
  };
  const verbs = {
    status: () => supervisor.status(),
    reload: () => supervisor.reload(),
    scale: ({ workers }) => supervisor.scale(workers),
    drain: (args) => supervisor.drain(idOf(args)),
    restart: (args) => supervisor.restart(idOf(args)),
    upgrade: (args) => supervisor.upgrade(nodeOf(args)),
    stop: (args) => supervisor.stop(nowOf(args)).then(() => ({})),
    ...observing(extend),
  };
  return verbs;
}

module.exports = verbsOf;
