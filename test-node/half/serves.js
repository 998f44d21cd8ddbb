'use strict';

// A program for the tests of this folder, which differs in nothing but its settings: two workers, each of which must answer.

/** Runs in the primary and in the workers; `settings` come as JSON in SETTINGS, `env` for fork() in WORKER_ENV. */
function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const { SETTINGS, WORKER_ENV, EUID, CWD } = process.env;
  if (cluster.isWorker) {
    report('worker', {
      execArgv: process.execArgv,
      options: process.env.NODE_OPTIONS ?? null,
      marks: Object.keys(process.env).filter((name) => /GOCLUSTER_(?!CORE)|NODE_UNIQUE/.test(name)),
    });
    net.createServer((socket) => socket.end(`${process.pid}`)).listen(0, '127.0.0.1');
    return;
  }
  if (SETTINGS) cluster.setupPrimary(JSON.parse(SETTINGS));
  if (CWD) process.chdir(CWD);
  if (EUID) process.seteuid(Number(EUID));
  const warnings = [];
  process.on('warning', ({ code }) => code?.startsWith('GOCLUSTER_') && warnings.push(code));
  const answered = new Set();
  const ask = (port) => {
    net.connect(port, '127.0.0.1').on('data', (data) => {
      answered.add(`${data}`);
      if (answered.size < 2) setImmediate(ask, port);
      else cluster.disconnect();
    });
  };
  let listening = 0;
  cluster.on('listening', (worker, { port }) => ++listening === 2 && ask(port));
  let exits = 0;
  cluster.on('exit', (worker, ...how) => {
    report('exit', how);
    if (++exits < 2) return;
    report('warnings', warnings);
  });
  for (let i = 0; i < 2; i++) {
    const worker = cluster.fork(WORKER_ENV && JSON.parse(WORKER_ENV));
    report('arguments', worker.process.spawnargs.slice(1));
  }
}

/** Checks what every one of them must show. */
function assertServed(assert, program, warnings) {
  const clean = [0, null];
  assert.deepEqual(program.all('exit'), [clean, clean], program.stderr);
  assert.deepEqual(program.all('warnings'), [warnings], program.stderr);
  for (const { marks } of program.all('worker')) assert.deepEqual(marks, []);
}

module.exports = { program, assertServed };
