'use strict';

// listen({ fd }) means the primary's descriptor, not the worker's of the same number.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const { test } = require('node:test');

const { start } = require('./program');

// In the worker descriptor 3 is a plain file: listening on it could not work.
function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    const fs = require('node:fs');
    process.send(fs.fstatSync(3).isFile());
    net.createServer((socket) => socket.end('served')).listen({ fd: 3 });
    return;
  }
  const file = require('node:fs').openSync(__filename);
  cluster.setupMaster({ stdio: ['ignore', 'inherit', 'inherit', file, 'ipc'] });
  const worker = cluster.fork();
  worker.on('message', (isFile) => report('a file in the worker', isFile));
  worker.on('listening', () => {
    net
      .connect(Number(process.env.TEST_PORT), '127.0.0.1')
      .setEncoding('utf8')
      .on('data', (text) => {
        report(text);
        worker.disconnect();
      });
  });
}

test('the descriptor of the primary', async (t) => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const env = { TEST_PORT: `${server.address().port}` };
  const running = start(t, program, { env, stdio: [server._handle.fd] });
  // The program has a descriptor of its own now; this one would take its connections.
  server.close();
  const { code } = await running.end();
  assert.equal(code, 0, running.stderr);
  assert.deepEqual(running.reports, [['a file in the worker', true], ['served']]);
});
