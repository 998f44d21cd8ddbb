'use strict';
// The program whose primary is lost, and what its tests look at. Used by the tests of this folder.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const { until } = require('../support/deadline.js');
const { run } = require('../support/run.js');
const { freePort } = require('../listening/remote/clients.js');

/**
 * A primary with workers that listen on `place`. What a connection or a message says, they do.
 * Runs in a process of its own: it sees nothing of this file.
 */
function program(report) {
  const cluster = require('node:cluster');
  const [, , place, count] = process.argv;
  const fs = require('node:fs');
  /** A busy loop until the file is there. */
  const block = (gate) => {
    const end = Date.now() + 60_000;
    while (!fs.existsSync(gate) && Date.now() < end);
  };
  const ways = {
    exit: () => process.exit(7),
    reallyExit: () => process.reallyExit(8),
    exception: () => {
      throw new Error('on purpose');
    },
    rejection: () => Promise.reject(new Error('on purpose')),
    abort: () => process.abort(),
    exitInHandler: () => {
      process.on('SIGTERM', () => process.exit(9));
      process.kill(process.pid, 'SIGTERM');
    },
    disconnect: () => cluster.disconnect(() => process.disconnect()),
    block: () => {
      report('blocked');
      block('/never');
    },
  };

  if (cluster.isWorker) {
    cluster.worker.on('disconnect', () => report('worker disconnect', process.connected));
    process.on('disconnect', () => report('disconnect', process.connected));
    process.on('beforeExit', () => report('beforeExit'));
    process.on('exit', (code) => report('exit', code));
    const timer = setInterval(() => {}, 1000); // would keep it alive
    process.on('disconnect', () => cluster.worker.exitedAfterDisconnect && clearInterval(timer));
    const server = require('node:net').createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        if (`${data}`.startsWith('/')) {
          report('busy', process.pid);
          block(`${data}`);
        }
        socket.end(`${process.pid}`);
      });
    });
    server.on('error', ({ code }) => report('error', code));
    const listening = () => report('listening', process.pid);
    if (/^\d+$/.test(place)) server.listen({ port: Number(place), host: '127.0.0.1' }, listening);
    else server.listen(place, listening);
    return;
  }
  process.on('message', (way) => ways[way]());
  for (let i = 0; i < count; i++) cluster.fork();
}

/** Starts it on a port of its own, or on the path; resolves once all workers listen. */
async function startCluster(t, { builtin, place, workers = 2, env } = {}) {
  place ??= await freePort();
  const primary = run(t, program, {
    args: [String(place), String(workers)],
    ...(builtin !== undefined && { builtin }),
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  primary.child.on('error', () => {}); // its channel goes with it
  const pids = [];
  for (let i = 0; i < workers; i++) pids.push(await primary.next('listening'));
  return { primary, place, pids };
}

/** Ends the primary by a signal or in one of its own ways; resolves to its end. */
function lose(primary, way) {
  if (way.startsWith('SIG')) primary.kill(way);
  else primary.child.send(way, () => {});
  return primary.exit();
}

const target = (place) =>
  typeof place === 'number' ? { port: place, host: '127.0.0.1' } : { path: place };

/** Says something to a worker: the path of a gate blocks it until that file exists. `ended` resolves, however the connection ends, to what was answered. */
function client(t, place, words = 'x') {
  const socket = net.connect(target(place)).setEncoding('utf8');
  t.after(() => socket.destroy());
  let answer = '';
  let closed = false;
  socket.on('error', () => {}).on('data', (text) => (answer += text));
  socket.on('close', () => (closed = true));
  socket.on('connect', () => socket.write(words));
  return { ended: () => until(() => closed && { answer }, 'the end of a client') };
}

/** Listens at once, as the next program would; resolves to the error's code or null. Leaves the place free. */
function listenAtOnce(place) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', ({ code }) => resolve(code));
    server.listen(target(place), () => server.close(() => resolve(null)));
  });
}

/** 'running', 'zombie' or 'gone'. */
function stateOf(pid) {
  try {
    const status = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    return status.slice(status.lastIndexOf(')') + 2).startsWith('Z') ? 'zombie' : 'running';
  } catch {
    return 'gone';
  }
}

/**
 * What became of a cluster is what becomes of the built-in's, and the workers end with 0. One of the built-in's may have
 * something to say to its primary in this moment, and ends by that error (1).
 */
function assertAsBuiltin(tested, { codes, ...rest }) {
  assert.deepEqual(tested, { ...rest, codes: [0, 0] });
  assert.equal(codes.length, 2);
  assert.ok(
    codes.every((code) => code === 0 || code === 1),
    `the built-in's: ${codes}`,
  );
}

module.exports = { assertAsBuiltin, client, listenAtOnce, lose, startCluster, stateOf };
