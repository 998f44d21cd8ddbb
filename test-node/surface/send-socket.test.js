'use strict';

// worker.send(message, socket): the worker gets a net.Socket on which it serves the client; from then
// on it is the worker's alone. Both directions, as with child_process.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('a socket sent to a worker is served by it', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', (message, socket) => {
        report('got', [message, socket instanceof net.Socket, socket.remoteAddress]);
        socket.end(`served by worker ${cluster.worker.id}`);
        socket.on('close', () => cluster.worker.disconnect());
      });
      return;
    }
    cluster.fork().on('online', function () {
      const server = net.createServer({ pauseOnConnect: true }, (socket) => {
        const returned = this.send({ take: 'this' }, socket, (...args) => report('callback', args));
        report('returned', returned);
        server.close();
      });
      server.listen(0, '127.0.0.1', () => {
        const client = net.connect(server.address().port, '127.0.0.1').setEncoding('utf8');
        client.on('data', (text) => report('client', text));
      });
    });
  });
  await program.success();
  assert.deepEqual(program.all('got'), [[{ take: 'this' }, true, '127.0.0.1']]);
  assert.deepEqual(program.all('client'), ['served by worker 1']);
  assert.deepEqual(program.all('returned'), [true]);
  assert.deepEqual(program.all('callback'), [[null]]);
});

test('keepOpen leaves the socket open in the primary too', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', (message, socket) => {
        socket.write('worker ', () => process.send('written', () => cluster.worker.disconnect()));
      });
      return;
    }
    cluster.fork().on('online', function () {
      const server = net.createServer({ pauseOnConnect: true }, (socket) => {
        this.send('take', socket, { keepOpen: true });
        this.on('message', () => socket.end('primary'));
        server.close();
      });
      server.listen(0, '127.0.0.1', () => {
        let text = '';
        const client = net.connect(server.address().port, '127.0.0.1').setEncoding('utf8');
        client.on('data', (chunk) => (text += chunk)).on('end', () => report('client', text));
      });
    });
  });
  await program.success();
  assert.deepEqual(program.all('client'), ['worker primary']);
});

test('a socket sent by a worker comes with both message events', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer({ pauseOnConnect: true }, (socket) => {
        cluster.worker.send('yours', socket, () => cluster.worker.disconnect());
      });
      return server.listen(0, '127.0.0.1');
    }
    const worker = cluster.fork();
    let seen;
    cluster.on('message', (from, message, handle) => {
      seen = handle;
      report('cluster', [from === worker, message, handle instanceof net.Socket]);
    });
    worker.on('message', (message, handle) => {
      report('worker', [message, handle === seen]);
      handle.end('served by the primary');
    });
    worker.on('listening', ({ port }) => {
      const client = net.connect(port, '127.0.0.1').setEncoding('utf8');
      client.on('data', (text) => report('client', text));
    });
  });
  await program.success();
  assert.deepEqual(program.all('cluster'), [[true, 'yours', true]]);
  assert.deepEqual(program.all('worker'), [['yours', true]]);
  assert.deepEqual(program.all('client'), ['served by the primary']);
});
