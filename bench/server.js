'use strict';

// The plain cluster program that is measured: the same file in every mode, without code for gocluster except its statistics.
// bench/cluster.js starts it, sends it commands over IPC and reads its reports.
//
// argv[2] is JSON:
//   workers, protocol: 'http'|'tcp'|'tls', port, path: of a Unix socket, reusePort, respawn
//   work, compute      milliseconds for which each request blocks the event loop, without and with using the CPU; not for /ping
//   delay              milliseconds after which a TCP client is answered; other clients are served meanwhile
//   stats              the path of the module gocluster/stats, if there is one
//   second             the workers with a second, quiet server on a port of its own: 'all' or 'first'
//   listeners          how many servers each worker has; only the first has clients
//   maxConnections     of the server
//   exitAfter          a worker exits in the handler of about the request with this number
//   certificate        the folder of key.pem and cert.pem
// Commands: stall, block, count, work, ping, exits, pulled, exit. Reports: listening, stalled, counted, working, pinged,
// exited, pulled.

const cluster = require('node:cluster');
const fs = require('node:fs');
const path = require('node:path');

const HOST = '127.0.0.1';
const GREETING = 'hello world\n';
const options = JSON.parse(process.argv[2]);

if (cluster.isPrimary) primary();
else worker();

function primary() {
  const forkedAt = process.hrtime.bigint();
  let blocking;
  let exits = 0;

  const commands = {
    // Blocks the event loops of so many workers once, for `ms`.
    stall: ({ first = 0, workers, ms }) => {
      for (const each of Object.values(cluster.workers).slice(first, first + workers)) {
        each.send({ act: 'stall', ms });
      }
    },
    // From now on each request blocks for `ms`.
    work: ({ ms }) => {
      for (const each of Object.values(cluster.workers)) each.send({ act: 'work', ms });
    },
    // Sends each worker a message again and again, for `ms`, and reports how long the answers took.
    ping: ({ ms }) => ping(ms),
    // Keeps this event loop busy for `busy` of every `every` milliseconds.
    block: ({ busy, every }) => {
      clearInterval(blocking);
      blocking = setInterval(spin, every, busy);
    },
    count: () => {
      for (const each of Object.values(cluster.workers)) each.send({ act: 'count' });
    },
    exits: () => process.send({ act: 'exited', exits }),
    // How many connections workers have taken, and how many of these they have pulled.
    pulled: async () => {
      const { core } = options.stats ? await require(options.stats).stats() : {};
      process.send({ ...core, act: 'pulled' });
    },
    // Kills the workers first: one that starts or is blocked would not notice that the primary has ended.
    exit: () => {
      for (const each of Object.values(cluster.workers)) each.process.kill('SIGKILL');
      process.exit(0);
    },
  };

  process.on('message', (message) => commands[message.act](message));
  process.on('disconnect', commands.exit);
  cluster.on('message', (from, message) => {
    if (message.act === 'pong') return answered(message.sent);
    const sinceFork = Number(process.hrtime.bigint() - forkedAt) / 1e6;
    process.send({ ...message, pid: from.process.pid, sinceFork });
  });
  cluster.on('exit', () => {
    exits++;
    if (options.respawn) cluster.fork();
  });
  for (let i = 0; i < options.workers; i++) cluster.fork();
}

/** How long messages to the workers and their answers take, in milliseconds. */
const pings = [];

function answered(sent) {
  pings.push(Number(process.hrtime.bigint() - BigInt(sent)) / 1e6);
}

function ping(ms) {
  const end = performance.now() + ms;
  const again = () => {
    if (performance.now() > end) return process.send({ act: 'pinged', pings });
    for (const each of Object.values(cluster.workers)) {
      each.send({ act: 'ping', sent: `${process.hrtime.bigint()}` });
    }
    setTimeout(again, Math.random() * 40);
  };
  again();
}

async function worker() {
  const { listeners = 1, second, maxConnections } = options;
  let connections = 0;
  const server = makeServer();
  if (maxConnections) server.maxConnections = maxConnections;
  server.on('connection', () => connections++);
  const { port } = await listen(server, options.port);
  const quiet = require('node:net').createServer((socket) =>
    socket.on('error', () => {}).end(GREETING),
  );
  const hasSecond = second === 'all' || (second === 'first' && cluster.worker.id === 1);
  const secondPort = hasSecond ? (await listen(quiet, 0)).port : undefined;
  for (let i = 1; i < listeners; i++) await listen(makeServer(), 0);
  // With reusePort the primary gets no 'listening' event. So in every mode the worker itself reports when it can serve.
  process.send({ act: 'listening', pid: process.pid, port, secondPort });

  const commands = {
    // The report must have left before the loop is blocked.
    stall: ({ ms }) => process.send({ act: 'stalled' }, () => sleep(ms)),
    work: ({ ms }) => {
      options.work = ms;
      process.send({ act: 'working' });
    },
    ping: ({ sent }) => process.send({ act: 'pong', sent }),
    count: () => process.send({ act: 'counted', pid: process.pid, connections }),
  };
  // PM2 puts the messages that it passes on into `data`.
  process.on('message', ({ data, ...message }) => {
    const { act, ...more } = data ?? message;
    commands[act](more);
  });
}

/** Resolves with the address. */
function listen(server, port) {
  const address = options.path ? { path: options.path } : { host: HOST, port };
  if (options.reusePort) address.reusePort = true;
  return new Promise((resolve) => {
    server.listen(address, () => resolve(server.address()));
  });
}

function makeServer() {
  if (options.protocol === 'tcp') {
    const serve = (socket) => {
      blockFor(options);
      socket.on('error', () => {}); // a client may give up
      if (options.delay) setTimeout(() => socket.end(GREETING), options.delay);
      else socket.end(GREETING);
    };
    return require('node:net').createServer(serve);
  }
  // Random, so that not all workers exit at the same time.
  let left = options.exitAfter && Math.ceil(options.exitAfter * (0.5 + Math.random()));
  const serve = (request, response) => {
    if (request.url !== '/ping') blockFor(options);
    response.setHeader('Content-Length', GREETING.length);
    response.end(GREETING);
    if (left && --left === 0) process.exit();
  };
  if (options.protocol === 'tls') return require('node:https').createServer(identity(), serve);
  return require('node:http').createServer(serve);
}

function identity() {
  const read = (name) => fs.readFileSync(path.join(options.certificate, name));
  return { key: read('key.pem'), cert: read('cert.pem') };
}

function blockFor({ work, compute }) {
  if (work) sleep(work);
  if (compute) spin(compute);
}

/** Blocks the event loop and uses a CPU, as a primary or a handler that computes does. */
function spin(ms) {
  const end = process.hrtime.bigint() + BigInt(Math.round(ms * 1e6));
  while (process.hrtime.bigint() < end);
}

/** Blocks the event loop and uses no CPU, as a synchronous call does. */
function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
