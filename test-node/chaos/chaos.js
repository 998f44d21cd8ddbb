'use strict';

// One chaos run: a cluster under load, to which things happen at random, and the account of its connections. Used by
// run.js and by the short run among the tests.

const { fork } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { openFds } = require('../../bench/process.js');
const { until } = require('../support/deadline.js');
const { account } = require('./account.js');
const { act } = require('./acts.js');
const { Cluster } = require('./cluster.js');
const { HOST_NET, KINDS } = require('./connection.js');
const { Ledger } = require('./ledger.js');
const { Random } = require('./random.js');

const WORKERS = 4;
const CLIENTS = 48;
/** Longer than anything that is done to the cluster takes, on a machine that is overloaded too. */
const HUNG_MS = 60_000;
/** Where connections do hang, and clients with them. */
const BUILTIN_HUNG_MS = 20_000;
const PAUSE_MS = [5, 75];
/** How many workers must listen before the next thing happens, and how long that is waited for. */
const QUORUM = [0, 3];
const QUORUM_MS = 1000;
/** How long the primary may take to close what belonged to dead workers. */
const SETTLE_MS = 20_000;
const LOG_LINES = 30;

/**
 * @param {object} options
 * @param {number} options.seed
 * @param {number} options.kills how many SIGKILLs
 * @param {string} [options.policy] who gets a connection; sticky is by address, and each client has one of its own
 * @param {boolean} [options.peeking] servers look at first bytes: a header of the PROXY protocol, and a cookie
 * @param {boolean} options.builtin Node's own cluster
 * @param {(kills: number) => void} [options.onkill]
 * @returns {Promise<{counts: object, complaints: string[]}>}
 */
async function chaos({ seed, kills, policy = 'rr', peeking = false, builtin, onkill = () => {} }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-chaos-'));
  const file = { ledger: path.join(folder, 'ledger'), outcomes: path.join(folder, 'outcomes') };
  const place = await freePlace();
  const program = { ...place, ledger: file.ledger, workers: WORKERS, seed, builtin, peeking };
  const ledger = new Ledger(file.ledger);
  const cluster = new Cluster({ builtin, policy, folder, program }, ledger);
  const client = path.join(__dirname, 'client.js');
  let load;
  try {
    await whole(cluster);
    const fds = openFds(cluster.primary.pid);
    const hungMs = builtin ? BUILTIN_HUNG_MS : HUNG_MS;
    const settings = { ...place, outcomes: file.outcomes, clients: CLIENTS, hungMs, peeking };
    load = fork(client, [JSON.stringify(settings)]);

    const acts = await disturb(cluster, new Random(seed), kills, onkill);
    load.send('enough');
    await once(load, 'exit');

    const complaints = await settle(cluster, fds);
    const { counts, complaints: more } = account(
      Ledger.read(file.ledger),
      readOutcomes(file.outcomes),
    );
    complaints.push(...more, ...warnings(cluster.log));
    return {
      counts: { kills: cluster.kills, ends: cluster.exits.size, acts, ...counts },
      complaints,
    };
  } finally {
    load?.kill('SIGKILL');
    cluster.clean();
    ledger.close();
    if (process.env.CHAOS_KEEP) console.error(`kept: ${folder}`);
    else fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** An address of our own, so that nobody else is given the port while no worker listens, and ports that are free there. */
async function freePlace() {
  const host = `127.${HOST_NET}.${(process.pid >> 8) & 255}.${process.pid & 255}`;
  const servers = KINDS.map(() => net.createServer().listen(0, host));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = Object.fromEntries(KINDS.map((kind, i) => [kind, servers[i].address().port]));
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return { host, ports };
}

/** Waits until all workers are there and listen. */
function whole(cluster) {
  return until(
    () => {
      alive(cluster);
      const workers = [...cluster.workers.values()];
      return workers.length === WORKERS && workers.every(({ listening }) => listening);
    },
    () => `${WORKERS} workers that listen; there are ${JSON.stringify([...cluster.workers])}`,
  );
}

function alive(cluster) {
  if (cluster.ended === null) return;
  const last = cluster.log.split('\n').slice(-LOG_LINES).join('\n');
  throw new Error(`the primary has ended: ${cluster.ended}\n${last}`);
}

/** Lets things happen until enough workers were killed. */
async function disturb(cluster, random, kills, onkill) {
  const acting = new Set();
  let acts = 0;
  let failure = null;
  while (cluster.kills < kills) {
    alive(cluster);
    if (failure) throw failure;
    const one = Promise.resolve(act(cluster, random))
      .catch((error) => (failure = error))
      .finally(() => acting.delete(one));
    acting.add(one);
    acts++;
    onkill(cluster.kills);
    await delay(random.between(...PAUSE_MS));
    await quorum(cluster, random.between(...QUORUM));
  }
  await Promise.all(acting);
  if (failure) throw failure;
  for (const worker of cluster.workers.values()) cluster.continue(worker);
  return acts;
}

/** On a slow machine all would be dead most of the time. */
async function quorum(cluster, count) {
  const end = Date.now() + QUORUM_MS;
  const listening = () => cluster.candidates.filter((worker) => worker.listening).length;
  while (listening() < count && Date.now() < end) await delay(5);
}

/** The cluster must recover, hold no more than before, and end well. */
async function settle(cluster, fds) {
  const complaints = [];
  await whole(cluster);
  const { pid } = cluster.primary;
  const expect = (done, what, ms) =>
    until(done, what, ms).catch(({ message }) => complaints.push(message));
  await expect(
    () => openFds(pid) <= fds,
    () => `${fds} fds of the primary; it has ${openFds(pid)}`,
    SETTLE_MS,
  );
  cluster.end();
  await expect(() => cluster.ended !== null, "the primary's end");
  if (cluster.ended) complaints.push(`the primary ended with ${cluster.ended}`);
  await expect(() => cluster.pids().length === 0, "the workers' end");
  return complaints;
}

function readOutcomes(file) {
  const lines = fs.readFileSync(file, 'latin1').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [id, kind, outcome, ...rest] = line.split(' ');
    const [started, lately, ended, worker] = rest.map(Number);
    return { id: Number(id), kind, outcome, started, lately, ended, worker };
  });
}

/** What gocluster itself complained about. */
function warnings(log) {
  return log.split('\n').filter((line) => line.includes('[GOCLUSTER_'));
}

module.exports = { chaos };
