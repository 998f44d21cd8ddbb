'use strict';

// What can happen to the cluster, how likely it is, and the choices in it. Everything that is drawn comes from the seed.

const { KINDS } = require('./connection.js');

/** Of the kills by signal, how many of a hundred come without a look at what the worker holds. */
const BLIND = 20;

/** @type {[weight: number, act: (cluster, random) => void | Promise<void>][]} */
const ACTS = [
  [50, killOne],
  [2, killAll],
  [12, stopAndContinue],
  [6, (cluster, random) => tell(cluster, random, { act: 'throw' })],
  [6, (cluster, random) => tell(cluster, random, { act: 'exit' })],
  [4, (cluster, random) => tell(cluster, random, { act: 'disconnect' })],
  [4, (cluster, random) => withOne(cluster, random, ({ id }) => cluster.disconnect(id))],
  [4, (cluster, random) => withOne(cluster, random, (worker) => cluster.terminate(worker))],
  [10, (cluster, random) => tell(cluster, random, relisten(random))],
  [2, relistenAll],
  [6, (cluster, random) => tell(cluster, random, { act: 'busy', ms: random.between(20, 300) })],
  [5, (cluster, random) => cluster.block(random.between(20, 400))],
];

/** Lets something happen. What takes longer goes on while other things happen. */
function act(cluster, random) {
  return random.weighted(ACTS)(cluster, random);
}

function withOne(cluster, random, done) {
  // Drawn in any case, so that the choices after it stay the same.
  const number = random.below(1 << 16);
  const { candidates } = cluster;
  if (candidates.length > 0) return done(candidates[number % candidates.length]);
}

function tell(cluster, random, message) {
  withOne(cluster, random, ({ id }) => cluster.tell(id, message));
}

function killOne(cluster, random) {
  const blind = random.below(100) < BLIND;
  return withOne(cluster, random, (worker) => kill(cluster, worker, blind));
}

function killAll(cluster, random) {
  const blind = random.below(100) < BLIND;
  return Promise.all(cluster.candidates.map((worker) => kill(cluster, worker, blind)));
}

function kill(cluster, worker, blind) {
  return blind ? cluster.kill(worker) : cluster.examineAndKill(worker);
}

function stopAndContinue(cluster, random) {
  const ms = random.between(20, 500);
  withOne(cluster, random, (worker) => cluster.stop(worker, ms));
}

function relisten(random) {
  const pauses = [0, 0, 5, 50];
  return {
    act: 'relisten',
    kind: random.of(KINDS),
    fresh: random.below(2) === 0,
    ms: random.of(pauses),
  };
}

function relistenAll(cluster, random) {
  const message = relisten(random);
  for (const { id } of cluster.candidates) cluster.tell(id, message);
}

module.exports = { act };
