'use strict';

// The package used from code, without a preload: require('gocluster'), import with named imports, and
// 'gocluster/register'. Workers get there by themselves, also where their file never names gocluster.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, REGISTER, GOCLUSTER_ONLY } = require('../support/run.js');

const options = { preload: [], install: true };
const skip = GOCLUSTER_ONLY;

function serves(program) {
  return program.success().then(() => {
    assert.deepEqual(program.all('answer'), ['served by worker 1']);
    // Node's own has no accessor for the old name: this is gocluster, on both sides.
    assert.deepEqual(program.all('suicide'), [true, true]);
  });
}

test("require('gocluster')", { skip }, async (t) => {
  await serves(
    run(
      t,
      (report) => {
        const cluster = require('gocluster');
        const net = require('node:net');
        report('suicide', 'suicide' in cluster.Worker.prototype);
        if (cluster.isPrimary) {
          cluster.fork().on('listening', ({ port }) => {
            net.connect(port, '127.0.0.1').on('data', (data) => report('answer', `${data}`));
          });
          return;
        }
        const server = net.createServer((socket) => {
          socket.end(`served by worker ${cluster.worker.id}`);
          socket.on('close', () => cluster.worker.disconnect());
        });
        server.listen(0, '127.0.0.1');
      },
      options,
    ),
  );
});

test("import cluster, { fork, isPrimary } from 'gocluster'", { skip }, async (t) => {
  await serves(
    run(
      t,
      `
import net from 'node:net';
import cluster, { fork, isPrimary, worker, Worker } from 'gocluster';
report('suicide', 'suicide' in Worker.prototype && cluster.Worker === Worker);
if (isPrimary) {
  fork().on('listening', ({ port }) => {
    net.connect(port, '127.0.0.1').on('data', (data) => report('answer', String(data)));
  });
} else {
  const server = net.createServer((socket) => {
    socket.end('served by worker ' + worker.id);
    socket.on('close', () => worker.disconnect());
  });
  server.listen(0, '127.0.0.1');
}
`,
      options,
    ),
  );
});

test('a worker whose file never names gocluster', { skip }, async (t) => {
  await serves(
    run(
      t,
      (report) => {
        const cluster = require('cluster'); // eslint-disable-line n/prefer-node-protocol -- both spellings
        const net = require('node:net');
        if (cluster.isPrimary) {
          require('gocluster');
          report('suicide', 'suicide' in cluster.Worker.prototype);
          cluster.fork().on('listening', ({ port }) => {
            net.connect(port, '127.0.0.1').on('data', (data) => report('answer', `${data}`));
          });
          return;
        }
        report('suicide', 'suicide' in cluster.Worker.prototype);
        const server = net.createServer((socket) => {
          socket.end(`served by worker ${cluster.worker.id}`);
          socket.on('close', () => cluster.worker.disconnect());
        });
        server.listen(0, '127.0.0.1');
      },
      options,
    ),
  );
});

test('-r gocluster/register, found as a package', { skip }, async (t) => {
  const program = run(
    t,
    (report) => {
      const cluster = require('node:cluster');
      report('suicide', 'suicide' in cluster.Worker.prototype);
      if (cluster.isPrimary) cluster.fork();
      else cluster.worker.disconnect();
    },
    { preload: ['-r', 'gocluster/register'], install: true },
  );
  await program.success();
  assert.deepEqual(program.all('suicide'), [true, true]);
});

test('gocluster/register in NODE_OPTIONS', { skip }, async (t) => {
  const NODE_OPTIONS = '-r gocluster/register';
  const program = run(
    t,
    (report) => {
      const cluster = require('node:cluster');
      report('suicide', 'suicide' in cluster.Worker.prototype);
      report('options', process.env.NODE_OPTIONS);
      if (cluster.isPrimary) cluster.fork();
      else cluster.worker.disconnect();
    },
    { preload: [], install: true, env: { NODE_OPTIONS } },
  );
  await program.success();
  assert.deepEqual(program.all('suicide'), [true, true]);
  // Whoever inherits it finds the file from every folder.
  const whole = `-r ${REGISTER}`;
  assert.deepEqual(program.all('options'), [whole, whole]);
});
