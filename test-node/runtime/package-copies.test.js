'use strict';
// Two copies of the package in one process, as two dependencies may bring them, share one core: two Go
// runtimes in one process would fight over its signals.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, run } = require('../support/run.js');
const { allAnswer, folder } = require('../listening/remote/clients.js');
const { THREADS_ONLY, cores } = require('./threads.js');

/** Copies what the running package consists of. */
function copyPackage(to) {
  for (const part of ['package.json', 'lib', 'build/Release', 'prebuilds']) {
    const from = path.join(ROOT, part);
    if (!fs.existsSync(from)) continue;
    const filter = (source) => !source.includes('obj.target');
    fs.cpSync(from, path.join(to, part), { recursive: true, filter });
  }
  return to;
}

function program(report) {
  const [, , first, second] = process.argv;
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    const server = require('node:net').createServer((socket) => socket.end(`${process.pid}`));
    server.listen({ port: 0, host: '127.0.0.1' }, () =>
      report('worker', { pid: process.pid, port: server.address().port }),
    );
    return;
  }
  const copies = [require(first), require(second)];
  report('same', copies[0] === copies[1] && copies[0] === cluster);
  for (const copy of copies) copy.fork();
  let left = 2;
  cluster.on('listening', () => --left === 0 && report('primary', process.pid));
}

for (const withRegister of [false, true]) {
  const name = withRegister ? 'register and two copies' : 'two copies';
  test(`${name} share one core`, { skip: THREADS_ONLY }, async (t) => {
    const dir = folder(t);
    const args = ['a', 'b'].map((copy) => copyPackage(path.join(dir, copy)));
    const primary = run(t, program, { args, ...(withRegister ? {} : { preload: [] }) });
    assert.equal(await primary.next('same'), true);
    const pid = await primary.next('primary');
    assert.equal(cores(pid).length, 1, `mapped: ${cores(pid)}`);

    const workers = [await primary.next('worker'), await primary.next('worker')];
    assert.equal(workers[1].port, workers[0].port);
    await allAnswer(workers[0].port, workers);
  });
}
