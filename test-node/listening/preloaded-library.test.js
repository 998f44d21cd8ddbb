'use strict';
// A library that LD_PRELOAD puts before the C library (authbind, mptcpize, ...) sees the primary bind and listen, as under the
// built-in, and what it changes holds.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { folder } = require('./remote/clients.js');
const { both } = require('../support/run.js');

const SOURCE = path.join(__dirname, 'preloaded.c');
const skip = spawnSync('cc', ['--version']).error && 'there is no C compiler here';

/** A worker listens on 127.0.0.9, which the library changes. */
function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const net = require('node:net');
  if (cluster.isPrimary) {
    cluster.on('message', (worker, { address, port }) => {
      report('address', address);
      const lines = fs.readFileSync(process.env.PRELOADED_LOG, 'utf8').split('\n');
      const own = lines.filter((line) => line.startsWith(`${process.pid} `));
      report(
        'calls',
        own.map((line) => line.replace(/^\d+ /, '')),
      );
      net
        .connect(port, '127.0.0.1')
        .on('data', (data) => report('answer', `${data}`))
        .on('close', () => cluster.disconnect());
    });
    cluster.fork();
  } else {
    const server = net.createServer((socket) => socket.end('served'));
    const options = { port: 0, host: '127.0.0.9', backlog: 7 };
    server.listen(options, () => process.send(server.address()));
  }
}

for (const core of ['thread', 'process']) {
  test(`the core as a ${core}`, { skip }, async (t) => {
    const dir = folder(t);
    const library = path.join(dir, 'preloaded.so');
    execFileSync('cc', [
      '-shared',
      '-fPIC',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-o',
      library,
      SOURCE,
      '-ldl',
    ]);
    const log = path.join(dir, 'log');
    fs.writeFileSync(log, '');
    const env = { LD_PRELOAD: library, PRELOADED_LOG: log, GOCLUSTER_CORE: core };
    const { builtin, tested } = await both(t, program, { env });
    assert.deepEqual(tested, builtin);
    assert.deepEqual(tested, [
      ['address', '127.0.0.1'],
      ['calls', ['bind 9', 'listen 7']],
      ['answer', 'served'],
    ]);
  });
}
