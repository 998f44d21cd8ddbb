'use strict';
// The profilers that sample by signals or write at exit work in a primary that has loaded the core, and in its workers,
// while connections flow: the files are there and complete, the program ends with its own code.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { run } = require('../support/run.js');

const CONNECTIONS = 400;

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const [, , count] = process.argv;
  report('pid', process.pid);
  function busyWithThis() {
    const end = Date.now() + 20;
    let n = 0;
    while (Date.now() < end) n += Math.sqrt(n);
    return n;
  }
  if (cluster.isWorker) {
    const server = net.createServer((socket) => socket.on('error', () => {}).end('x'));
    server.listen({ port: 0, host: '127.0.0.1' });
    return;
  }
  cluster.fork();
  cluster.fork();
  let listening = 0;
  cluster.on('listening', async (worker, { port }) => {
    if (++listening < 2) return;
    let served = 0;
    const ask = () =>
      new Promise((resolve, reject) => {
        const socket = net.connect(port, '127.0.0.1').on('error', reject).on('close', resolve);
        socket.on('data', () => served++);
      });
    for (let i = 0; i < count; i += 20) {
      await Promise.all(Array.from({ length: 20 }, ask));
      busyWithThis();
    }
    report('served', served);
    process.exitCode = 3;
    cluster.disconnect();
  });
}

const json = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/** By the flag: which files there must be, how many, and what must be in one of them. */
const PROFILERS = {
  '--cpu-prof': {
    flags: ['--cpu-prof', '--cpu-prof-interval=100'],
    file: /\.cpuprofile$/,
    holds: (file) =>
      json(file).nodes.some((node) => node.callFrame.functionName === 'busyWithThis'),
    complete: (file) => json(file).samples.length > 0,
  },
  '--heap-prof': {
    flags: ['--heap-prof'],
    file: /\.heapprofile$/,
    holds: (file) => json(file).head.children.length > 0,
    complete: (file) => json(file).head !== undefined,
  },
  '--prof': {
    flags: ['--prof', '--prof-sampling-interval=100'],
    file: /v8.*\.log$/,
    holds: (file) => fs.readFileSync(file, 'latin1').includes('busyWithThis'),
    complete: (file) => /^tick,/m.test(fs.readFileSync(file, 'latin1')),
  },
};

for (const [name, { flags, file, holds, complete }] of Object.entries(PROFILERS)) {
  test(`${name} in a primary and its workers`, async (t) => {
    const primary = run(t, program, { nodeArgs: flags, args: [String(CONNECTIONS)] });
    assert.deepEqual(await primary.end(), { code: 3, signal: null }, primary.stderr);
    assert.equal(primary.stderr, '');
    assert.deepEqual(primary.all('served'), [CONNECTIONS]);
    const files = fs.readdirSync(primary.folder).filter((each) => file.test(each));
    assert.equal(files.length, 3, `a profile of each process, there are: ${files}`);
    const paths = files.map((each) => path.join(primary.folder, each));
    for (const each of paths) assert.ok(complete(each), each);
    assert.ok(paths.some(holds), "none holds the primary's work");
  });
}

test('--perf-basic-prof in a primary', async (t) => {
  const primary = run(t, program, {
    nodeArgs: ['--perf-basic-prof'],
    args: [String(CONNECTIONS)],
  });
  const map = (pid) => `/tmp/perf-${pid}.map`; // V8 knows no other place
  assert.deepEqual(await primary.end(), { code: 3, signal: null }, primary.stderr);
  const pids = primary.all('pid');
  t.after(() => pids.forEach((pid) => fs.rmSync(map(pid), { force: true })));
  assert.deepEqual(primary.all('served'), [CONNECTIONS]);
  assert.equal(pids.length, 3);
  assert.match(fs.readFileSync(map(primary.child.pid), 'latin1'), /busyWithThis/);
});
