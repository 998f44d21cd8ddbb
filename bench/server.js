'use strict';

// The plain cluster program that is measured: the same file in every mode. It
// knows nothing of gocluster. bench/cluster.js starts it, tells it what to do
// over IPC and reads what it reports.
//
// argv[2] is JSON: { workers, protocol: 'http'|'tcp'|'tls', port, reusePort, respawn,
// work: milliseconds for which each HTTP request blocks the event loop, certificate: the folder of key.pem and cert.pem }.
// Commands: stall, block, count, exit. Reports: listening, stalled, counted.

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

  const commands = {
    // Blocks the event loop of the first `workers` workers once, for `ms`.
    stall: ({ workers, ms }) => {
      for (const each of Object.values(cluster.workers).slice(0, workers)) {
        each.send({ act: 'stall', ms });
      }
    },
    // Keeps this event loop busy for `busy` of every `every` milliseconds.
    block: ({ busy, every }) => {
      clearInterval(blocking);
      blocking = setInterval(spin, every, busy);
    },
    count: () => {
      for (const each of Object.values(cluster.workers)) each.send({ act: 'count' });
    },
    // Kills first: a worker that begins or is blocked has nobody to talk to.
    exit: () => {
      for (const each of Object.values(cluster.workers)) each.process.kill('SIGKILL');
      process.exit(0);
    },
  };

  process.on('message', (message) => commands[message.act](message));
  process.on('disconnect', commands.exit);
  cluster.on('message', (from, message) => {
    const sinceFork = Number(process.hrtime.bigint() - forkedAt) / 1e6;
    process.send({ ...message, pid: from.process.pid, sinceFork });
  });
  cluster.on('exit', () => {
    if (options.respawn) cluster.fork();
  });
  for (let i = 0; i < options.workers; i++) cluster.fork();
}

function worker() {
  let connections = 0;
  const server = makeServer();
  server.on('connection', () => connections++);
  // With reusePort the primary gets no 'listening' event, so that every mode
  // reports from here: the moment a worker can serve.
  const address = { host: HOST, port: options.port };
  if (options.reusePort) address.reusePort = true;
  server.listen(address, () => {
    process.send({ act: 'listening', port: server.address().port });
  });

  const commands = {
    // The report must have left before the loop is blocked.
    stall: ({ ms }) => process.send({ act: 'stalled' }, () => sleep(ms)),
    count: () => process.send({ act: 'counted', connections }),
  };
  process.on('message', (message) => commands[message.act](message));
}

function makeServer() {
  if (options.protocol === 'tcp') {
    const serve = (socket) => {
      socket.on('error', () => {}); // a client may give up
      socket.end(GREETING);
    };
    return require('node:net').createServer(serve);
  }
  const serve = (request, response) => {
    if (options.work) sleep(options.work);
    response.setHeader('Content-Length', GREETING.length);
    response.end(GREETING);
  };
  if (options.protocol === 'tls') return require('node:https').createServer(identity(), serve);
  return require('node:http').createServer(serve);
}

function identity() {
  const read = (name) => fs.readFileSync(path.join(options.certificate, name));
  return { key: read('key.pem'), cert: read('cert.pem') };
}

/** Blocks the event loop and uses a CPU: a primary that computes. */
function spin(ms) {
  const end = process.hrtime.bigint() + BigInt(ms * 1e6);
  while (process.hrtime.bigint() < end);
}

/** Blocks the event loop and uses no CPU: a worker in a synchronous call. */
function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
