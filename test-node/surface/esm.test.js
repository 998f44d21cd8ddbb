'use strict';

// ES modules: the default import, named imports and the namespace of node:cluster are gocluster's, in
// primary and worker, with --import. With -r: differential, surface/esm-program and named-exports.

const assert = require('node:assert/strict');
const { pathToFileURL } = require('node:url');
const { test } = require('node:test');
const { run, REGISTER, GOCLUSTER_ONLY } = require('../support/run.js');

const SERVER = `
import net from 'node:net';
import cluster, { isMaster, isPrimary, isWorker, Worker } from 'node:cluster';
import * as namespace from 'cluster';
// What only one of the two roles has is no name to import in the other.
const { fork, setupPrimary, worker } = namespace;
report('names', Object.keys(namespace).sort());
report('same', [namespace.default === cluster, isMaster === isPrimary, isPrimary !== isWorker,
  cluster.isPrimary === isPrimary, cluster.fork === fork, cluster.worker === worker, cluster.Worker === Worker]);
if (isPrimary) {
  setupPrimary({ args: ['given'] });
  const forked = fork();
  report('id', [forked.id, forked instanceof Worker]);
  forked.on('listening', ({ port }) => {
    net.connect(port, '127.0.0.1').on('data', (data) => report('answer', String(data)));
  });
} else {
  const server = net.createServer((socket) => {
    socket.end('served ' + isWorker + ' ' + worker.id + ' ' + process.argv[2]);
    socket.on('close', () => worker.disconnect());
  });
  server.listen(0, '127.0.0.1');
}
`;

// --import came with Node 18.18 and 19.
test('with --import instead of -r', { skip: GOCLUSTER_ONLY }, async (t) => {
  const preload = ['--import', pathToFileURL(REGISTER).href];
  const program = run(t, SERVER, { preload });
  await program.success();
  assert.deepEqual(program.all('answer'), ['served true 1 given']);
  for (const same of program.all('same')) assert.ok(same.every(Boolean));
});
