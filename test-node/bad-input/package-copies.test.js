'use strict';

// Two copies of the package in one process: the first in place stays, there is one cluster, and it
// works whichever copy the program asks.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { run, ROOT, GOCLUSTER_ONLY } = require('../support/run.js');

/** A copy of what the package needs to run, as a second install would be. */
function copyPackage(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-copy-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const name of ['package.json', 'lib', 'build/Release', 'prebuilds']) {
    const from = path.join(ROOT, name);
    if (!fs.existsSync(from)) continue;
    fs.cpSync(from, path.join(folder, name), { recursive: true });
  }
  return folder;
}

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const before = cluster.fork;
  const [first, second] = process.argv.slice(2).map((folder) => require(folder));
  report('one object', first === cluster && second === cluster);
  report('first stays', process.env.PRELOADED ? cluster.fork === before : null);
  if (cluster.isPrimary) {
    let answers = 0;
    cluster.fork();
    cluster.fork();
    cluster.on('listening', (worker, { port }) => {
      net.connect(port, '127.0.0.1').on('data', (data) => {
        report('answer', `${data}`);
        if (++answers === 2) cluster.disconnect();
      });
    });
    cluster.on('exit', (worker, ...args) => report('exit', args));
    return;
  }
  net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
}

for (const [name, options] of Object.entries({
  'with a preload of the first': { env: { PRELOADED: '1' } },
  'required from code': { preload: [] },
})) {
  test(`two copies, ${name}`, { skip: GOCLUSTER_ONLY }, async (t) => {
    const running = run(t, program, { ...options, args: [ROOT, copyPackage(t)] });
    await running.success();
    assert.deepEqual(running.all('one object'), [true, true, true]);
    assert.deepEqual(running.all('answer'), ['served', 'served']);
    assert.deepEqual(running.all('exit'), [
      [0, null],
      [0, null],
    ]);
    if (options.env) assert.deepEqual(running.all('first stays'), [true, true, true]);
  });
}
