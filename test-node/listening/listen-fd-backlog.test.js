'use strict';

// Proves that a backlog is set for a descriptor that was listening before: the second argument of listen(), else the
// longest that the kernel allows.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { missing } = require('../documents/tools');

const FD = 3;
const SOMAXCONN = Number(fs.readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const [fd, backlog] = process.argv.slice(2).map(Number);
  if (cluster.isPrimary) {
    cluster.fork();
    cluster.on('listening', () => report('listening'));
    process.once('SIGTERM', () => cluster.disconnect());
  } else if (backlog) net.createServer().listen({ fd }, backlog);
  else net.createServer().listen({ fd });
}

/** The longest queue of a listening socket, as the kernel has it. */
function backlogOf(port) {
  const out = execFileSync('ss', ['-Hltn', `sport = :${port}`], { encoding: 'utf8' });
  return Number(out.trim().split(/\s+/)[2]);
}

for (const [title, args, expected] of [
  ['without a word about it', [], SOMAXCONN],
  ['as the second argument', [700], 700],
]) {
  test(title, { skip: GOCLUSTER_ONLY || missing('ss') }, async (t) => {
    const server = net.createServer().listen({ port: 0, host: '127.0.0.1', backlog: 300 });
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address();
    assert.equal(backlogOf(port), 300);
    const running = run(t, program, {
      args: [FD, ...args].map(String),
      stdio: ['ignore', 'pipe', 'pipe', server._handle],
    });
    await running.next('listening');
    assert.equal(backlogOf(port), expected);
    running.kill('SIGTERM');
    await running.success();
  });
}
