'use strict';

// worker.send(message, server): the worker gets a net.Server that accepts on the same port, and goes
// on doing so when the primary has closed its own.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, BUILTIN } = require('../support/run.js');

// There a worker asks the primary to listen on what it has been given, and the primary throws.
const skip =
  BUILTIN && process.version.startsWith('v18.') && "the built-in of Node 18 can't do this";

test('a server sent to a worker accepts there', { skip }, async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', (message, server) => {
        report('got', [message, server instanceof net.Server, server.listening]);
        server.on('connection', (socket) => {
          socket.end(`served by worker ${cluster.worker.id}`);
          server.close(() => cluster.worker.disconnect());
        });
        process.send('ready');
      });
      return;
    }
    const worker = cluster.fork();
    worker.on('listening', () => report('listening event'));
    const server = net.createServer(() => report('accepted by the primary'));
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      worker.send('server', server, () => server.close());
      worker.on('message', () => {
        const client = net.connect(port, '127.0.0.1').setEncoding('utf8');
        client.on('data', (text) => report('client', text));
      });
    });
  });
  await program.success();
  assert.deepEqual(program.all('got'), [['server', true, true]]);
  assert.deepEqual(program.all('client'), ['served by worker 1']);
  assert.deepEqual(program.all('accepted by the primary'), []);
  assert.deepEqual(program.all('listening event'), []);
});
