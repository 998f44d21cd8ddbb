'use strict';

// `stdio`: any layout that has an 'ipc', at any place. worker.process.stdio looks as under Node, and
// the worker has each stream at the number that the layout says, and IPC works.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const layout = JSON.parse(process.env.LAYOUT);
  if (cluster.isWorker) {
    const kinds = layout.map((entry, fd) => {
      if (entry === 'ignore' && fd < 3) return fs.readlinkSync(`/proc/self/fd/${fd}`);
      if (entry === 'ignore') return 'closed'; // so the number may since be in use
      const stat = fs.fstatSync(fd);
      return stat.isSocket() ? 'socket' : stat.isFIFO() ? 'pipe' : stat.isFile() ? 'file' : 'other';
    });
    report('worker kinds', kinds);
    layout.forEach((entry, fd) => {
      if (entry === 'pipe' && fd > 0) fs.writeSync(fd, `fd ${fd}\n`);
    });
    process.on('message', (message) => {
      process.send(`echo ${message}`);
      cluster.worker.disconnect();
    });
    return;
  }
  cluster.setupPrimary({ stdio: layout, silent: true });
  const worker = cluster.fork();
  const { stdio, stdin, stdout, stderr } = worker.process;
  report(
    'stdio',
    stdio.map((stream) => stream && stream.constructor.name),
  );
  report(
    'std',
    [stdin, stdout, stderr].map((stream, fd) => stream === stdio[fd]),
  );
  let ended = Promise.resolve();
  stdio.forEach((stream, fd) => {
    if (!stream || fd === 0) return;
    let text = '';
    stream.on('data', (chunk) => (text += chunk));
    const before = ended;
    const end = new Promise((resolve) => stream.on('end', resolve));
    ended = Promise.all([before, end]).then(() => report(`from ${fd}`, text));
  });
  worker.on('message', (message) => report('message', message));
  worker.on('exit', (...args) => ended.then(() => report('exit', args)));
  worker.send('hello');
}

const LAYOUTS = [
  ['ignore', 'pipe', 'inherit', 'ipc'],
  ['pipe', 'pipe', 'pipe', 'ipc'],
  ['ipc', 'pipe', 'inherit'],
  ['ignore', 'ignore', 'inherit', 'pipe', 'ipc'],
  ['ignore', 'inherit', 'inherit', 'pipe', 'ipc', 'pipe', 'pipe'],
  ['pipe', 'ignore', 2, 'ignore', 'ipc', 'ignore', 'pipe'],
  ['ignore', 'pipe', 2, 'ipc', 1],
];

for (const layout of LAYOUTS) {
  test(`stdio ${JSON.stringify(layout)}`, async (t) => {
    const { builtin, tested } = await both(t, program, { env: { LAYOUT: JSON.stringify(layout) } });
    // The streams' ends and the message come on ways of their own, in no certain order.
    const sorted = (reports) => reports.map((report) => JSON.stringify(report)).sort();
    assert.deepEqual(sorted(tested), sorted(builtin));
    assert.deepEqual(
      tested.filter(([name]) => name === 'message' || name === 'exit'),
      [
        ['message', 'echo hello'],
        ['exit', [0, null]],
      ],
    );
  });
}
