'use strict';
// Under --permission without --allow-net nothing listens: the primary gets the error that it gets under the built-in.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { both } = require('../support/run.js');

const [MAJOR] = process.versions.node.split('.').map(Number);
const skip = MAJOR < 25 && 'this Node has no permission for the network';

const ALLOWED = [
  '--allow-fs-read=*',
  '--allow-fs-write=*',
  '--allow-child-process',
  '--allow-addons',
];

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const [where, policy] = process.argv.slice(2);
  if (cluster.isPrimary) {
    cluster.schedulingPolicy = cluster[policy];
    const worker = cluster.fork();
    const end = (name, value) => {
      report(name, value);
      worker.process.kill('SIGKILL'); // the built-in may not get over a disconnect() now
      process.exit();
    };
    process.on('uncaughtException', ({ code, permission }) => end('refused', { code, permission }));
    cluster.on('listening', () => end('listening'));
  } else {
    net.createServer().listen(JSON.parse(where));
  }
}

for (const policy of ['SCHED_RR', 'SCHED_NONE']) {
  for (const where of [
    { port: 0 },
    { port: 0, host: '127.0.0.1' },
    { path: '\0gocluster-permission' },
  ]) {
    for (const net of [[], ['--allow-net']]) {
      test(`${policy}, ${JSON.stringify(where)} ${net}`, { skip }, async (t) => {
        const nodeArgs = ['--no-warnings', '--permission', ...ALLOWED, ...net];
        const args = [JSON.stringify(where), policy];
        const { builtin, tested } = await both(t, program, { nodeArgs, args });
        assert.deepEqual(tested, builtin);
        assert.equal(builtin[0][0], net.length > 0 ? 'listening' : 'refused');
      });
    }
  }
}
