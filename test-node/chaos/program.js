'use strict';

// The cluster program under chaos: a plain one that respawns its workers, and does to itself what chaos.js tells it over
// IPC. argv[2] is JSON: { host, ports: by kind, ledger, workers, seed, builtin, peeking }.

const cluster = require('node:cluster');
const { EXIT_CODE, KINDS, idOf, now } = require('./connection.js');
const { heldBy } = require('./held.js');
const { Ledger } = require('./ledger.js');
const { configure } = require('../../lib/server.js');
const { Random } = require('./random.js');
const make = require('./servers.js');

const { host, ports, ledger: file, workers, seed, builtin, peeking } = JSON.parse(process.argv[2]);
const ledger = new Ledger(file);
const RELISTEN_MS = 50;
/** What is asked of each server where first bytes are peeked at. They come, if late: nothing is to be decided without them. */
const PEEKING = { proxyProtocol: true, sticky: { cookie: 'sid', timeout: 60_000 } };
/** How long the primary waits before it respawns a worker, with weights. */
const RESPAWN_MS = [
  [8, 0],
  [2, 100],
];

if (cluster.isPrimary) primary();
else worker();

function primary() {
  const random = new Random(seed);
  let ending = false;

  const commands = {
    block: ({ ms }) => spin(ms),
    tell: ({ worker: id, message }) => cluster.workers[id]?.send(message, () => {}),
    disconnect: ({ worker: id }) => {
      if (!cluster.workers[id]?.isConnected()) return;
      ledger.note('asked', id, 'disconnect');
      for (const kind of KINDS) ledger.note('closing', id, kind);
      cluster.workers[id].disconnect();
    },
    terminate: ({ worker: id }) => {
      if (!cluster.workers[id]) return;
      ledger.note('kill', id);
      cluster.workers[id].kill();
    },
    end: () => {
      ending = true;
      for (const id of Object.keys(cluster.workers)) ledger.note('asked', id, 'disconnect');
      cluster.disconnect(() => process.disconnect());
    },
  };
  process.on('message', (message) => commands[message.act](message));
  // Whoever wanted this may be gone.
  process.on('disconnect', () => ending || process.exit(1));
  const report = (message) => process.connected && process.send(message);

  cluster.on('fork', ({ id, process: { pid } }) => report({ forked: id, pid }));
  cluster.on('exit', ({ id }, code, signal) => {
    ledger.note('exit', id, signal ?? code);
    report({ exited: id, code, signal });
    if (!ending) setTimeout(() => ending || cluster.fork(), random.weighted(RESPAWN_MS));
  });
  cluster.on('listening', ({ id }) => report({ listening: id }));
  // The built-in's primary ends over an answer to a worker that has just died (EPIPE), within seconds.
  if (builtin) cluster.on('fork', (worker) => worker.on('error', () => {}));
  for (let i = 0; i < workers; i++) cluster.fork();
}

function worker() {
  const { id } = cluster.worker;
  const servers = {};
  let leaving = false;

  function close(kind) {
    ledger.note('closing', id, kind);
    servers[kind].close();
  }

  function listen(kind) {
    if (leaving) return;
    servers[kind].listen({ host, port: ports[kind] });
  }

  function renew(kind) {
    servers[kind] = make[kind]((socket) => {
      ledger.note('accept', id, kind, idOf(socket.remoteAddress));
      socket.on('error', () => {}); // the client's business
    });
    if (peeking) configure(servers[kind], PEEKING);
    servers[kind].on('listening', () => ledger.note('listening', id, kind));
    servers[kind].on('error', (error) => {
      ledger.note('failed', id, kind, error.code);
      setTimeout(listen, RELISTEN_MS, kind);
    });
  }

  const commands = {
    throw: () => {
      throw new Error('chaos');
    },
    exit: () => process.exit(EXIT_CODE),
    busy: ({ ms }) => spin(ms),
    disconnect: () => {
      leaving = true;
      for (const kind of KINDS) ledger.note('closing', id, kind);
      cluster.worker.disconnect();
    },
    // A server may be in the middle of it.
    relisten: ({ kind, fresh, ms }) => {
      if (leaving || !servers[kind].listening) return;
      close(kind);
      if (fresh) renew(kind);
      if (ms === 0) listen(kind);
      else setTimeout(listen, ms, kind);
    },
  };
  process.on('message', (message) => {
    // A listen that is under way when a worker disconnects would keep it alive for ever.
    const settled = KINDS.every((kind) => servers[kind].listening);
    if (message.act === 'disconnect' && !settled) return;
    ledger.note('asked', id, message.act);
    commands[message.act](message);
  });
  process.on('exit', () => ledger.note('ending', id, ...heldBy('self', { host, ports })));
  for (const kind of KINDS) {
    renew(kind);
    listen(kind);
  }
}

function spin(ms) {
  const end = now() + ms * 1000;
  while (now() < end);
}
