'use strict';

// Where a process may not map what the Go runtime maps at its start (ulimit -v, ulimit -d) the core runs as a process of its
// own, and where that may not either Node's own cluster stays, with the warning. The runtime would abort the primary.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const { readFileSync } = require('node:fs');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    return;
  }
  const nameOf = (pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  cluster.fork();
  cluster.on('listening', (worker, { port }) => {
    net.connect(port, '127.0.0.1').on('data', (data) => {
      const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
      report('children', children.split(' ').map(nameOf).sort());
      report('answer', `${data}`);
      cluster.disconnect();
    });
  });
}

/** Runs the program under a shell's limit, in KB. */
async function limited(t, limit, env) {
  const shell = path.join(folder(t), 'limited');
  fs.writeFileSync(shell, `#!/bin/sh\nulimit ${limit}\nexec '${process.execPath}' "$@"\n`);
  fs.chmodSync(shell, 0o755);
  const running = run(t, program, { command: shell, env: { GOCLUSTER_CORE: undefined, ...env } });
  assert.equal(await running.next('answer'), 'served');
  assert.deepEqual(await running.end(), { code: 0, signal: null });
  return running;
}

/** Its own machine code needs more from there on. */
const nodeNeedsMore = Number(process.versions.node.split('.')[0]) >= 24 && 'Node does not start';

const isCore = (name) => name.startsWith('gocluster');

test('too little for a core in the primary', { skip: GOCLUSTER_ONLY }, async (t) => {
  const running = await limited(t, `-v ${2 * 1024 ** 2}`);
  assert.equal(running.all('children')[0].filter(isCore).length, 1);
  assert.equal(running.stderr, '');
});

for (const [name, limit, { env, skip = GOCLUSTER_ONLY }] of [
  ['too little for any core', `-d ${120 * 1024}`, { skip: GOCLUSTER_ONLY || nodeNeedsMore }],
  [
    'too little for the core asked for',
    `-v ${2 * 1024 ** 2}`,
    { env: { GOCLUSTER_CORE: 'thread' } },
  ],
]) {
  test(name, { skip }, async (t) => {
    const running = await limited(t, limit, env);
    assert.equal(running.all('children')[0].filter(isCore).length, 0);
    assert.match(running.stderr, /\[GOCLUSTER_FALLBACK\].*may not map enough memory/);
  });
}
