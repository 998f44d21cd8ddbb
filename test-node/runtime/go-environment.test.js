'use strict';
// Variables by which users steer Go programs are none of gocluster's: with them in the environment the cluster works and
// prints nothing, children still get them, and the Go runtime sends no SIGURG around.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');

const CASES = {
  'a runtime that traces': { GODEBUG: 'gctrace=1,schedtrace=50,inittrace=1' },
  'no garbage collection': { GOGC: 'off' },
  'a memory limit that is always exceeded': { GOMEMLIMIT: '1MiB', GOGC: '1' },
  'many processors': { GOMAXPROCS: '64' },
  'long tracebacks': { GOTRACEBACK: 'crash' },
  nonsense: { GOMAXPROCS: 'x', GOGC: '-', GOMEMLIMIT: '?', GODEBUG: '=,=', GOTRACEBACK: '' },
};
const CONNECTIONS = 300;

function program(report) {
  const cluster = require('node:cluster');
  const { execFileSync } = require('node:child_process');
  const net = require('node:net');
  const [, , count] = process.argv;
  const child = () =>
    execFileSync('/usr/bin/env', { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.startsWith('GO') && !line.startsWith('GOCLUSTER'))
      .sort();
  if (cluster.isWorker) {
    const server = net.createServer((socket) => socket.on('error', () => {}).end('x'));
    server.listen({ port: 0, host: '127.0.0.1' }, () => report('worker child', child()));
    return;
  }
  let urgent = 0;
  cluster.fork();
  process.on('SIGURG', () => urgent++);
  cluster.on('listening', async (worker, { port }) => {
    const { cpuUsage } = process;
    const ask = () =>
      new Promise((resolve, reject) => {
        const socket = net.connect(port, '127.0.0.1').on('error', reject).on('close', resolve);
        socket.resume();
      });
    for (let i = 0; i < count; i += 10) await Promise.all(Array.from({ length: 10 }, ask));
    report('child', child());
    report('urgent', urgent);
    // A collector that never rests would show while nothing is done.
    const before = cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { user, system } = cpuUsage(before);
    report('idle', (user + system) / 500_000);
    worker.disconnect();
  });
}

for (const [name, env] of Object.entries(CASES)) {
  test(`the environment asks for ${name}`, async (t) => {
    const primary = run(t, program, { env, args: [String(CONNECTIONS)] });
    await primary.success(); // nothing on stderr
    const expected = Object.entries(env).map((pair) => pair.join('='));
    for (const who of ['child', 'worker child']) {
      const [got] = primary.all(who);
      for (const variable of expected)
        assert.ok(got.includes(variable), `${variable} of the ${who}`);
    }
    assert.deepEqual(primary.all('urgent'), [0]);
    const [idle] = primary.all('idle');
    assert.ok(idle < 0.5, `idle, the primary uses ${idle} of a CPU`);
  });
}
