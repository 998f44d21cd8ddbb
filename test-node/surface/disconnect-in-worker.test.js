'use strict';

// worker.disconnect() in a worker: closes all its servers, TCP, Unix and UDP, waits for their
// 'close', then disconnects; the primary sees a wanted exit.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both, run, GOCLUSTER_ONLY } = require('../support/run.js');

test('disconnect() in a worker closes its servers first', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    const http = require('node:http');
    const net = require('node:net');
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      worker.on('disconnect', () => report('primary disconnect', worker.exitedAfterDisconnect));
      worker.on('exit', (...args) => report('primary exit', args));
      return;
    }
    const { worker } = cluster;
    const servers = {
      tcp: net.createServer().listen(0, '127.0.0.1'),
      unix: net.createServer().listen('here.sock'),
      http: http.createServer().listen(0, '127.0.0.1'),
      udp: dgram.createSocket('udp4').bind(0, '127.0.0.1'),
    };
    let left = Object.keys(servers).length;
    for (const [name, server] of Object.entries(servers)) {
      server.on('close', () => report(`${name} closed`, process.connected));
      server.on('listening', () => --left === 0 && leave());
    }
    process.on('disconnect', () => report('disconnected'));
    process.on('exit', (code) => report('exit', code));
    function leave() {
      report('returns itself', worker.disconnect() === worker);
      report('then', [worker.exitedAfterDisconnect, worker.state, worker.isConnected()]);
      report('again', worker.disconnect() === worker);
    }
  });
  const ours = (reports) => reports.filter(([name]) => !name.startsWith('primary'));
  // The order in which the servers close is not promised, that they do before 'disconnected' is.
  const sorted = (reports) => ours(reports).slice(0, -2).map(String).sort();
  assert.deepEqual(sorted(tested), sorted(builtin));
  assert.deepEqual(ours(tested).slice(-2), ours(builtin).slice(-2));
  assert.equal(ours(tested).length, 3 + 4 + 2);
  assert.deepEqual(Object.fromEntries(tested)['primary exit'], [0, null]);
  assert.equal(Object.fromEntries(tested)['primary disconnect'], true);
});

test(
  'a worker that leaves while its servers are about to listen closes them',
  {
    // The built-in's worker stays: the answer arrives after it has closed what it knew of.
    skip: GOCLUSTER_ONLY,
  },
  async (t) => {
    const program = run(t, (report) => {
      const cluster = require('node:cluster');
      if (cluster.isPrimary) {
        cluster.fork().on('exit', (code, signal) => report('exit', code ?? signal));
        return;
      }
      const servers = {
        tcp: require('node:net').createServer(),
        taken: require('node:net').createServer(),
        udp: require('node:dgram').createSocket('udp4'),
      };
      for (const [name, server] of Object.entries(servers)) {
        server.on('close', () => report('closed', name));
      }
      servers.tcp.listen(0, '127.0.0.1');
      servers.taken.on('error', (error) => report('error', error.code));
      servers.taken.listen(0, '192.0.2.1');
      servers.udp.bind(0, '127.0.0.1');
      // By then all have asked: what asks for a name goes on in a later tick.
      process.nextTick(() => process.nextTick(() => cluster.worker.disconnect()));
    });
    assert.equal(await program.next('exit'), 0);
    assert.deepEqual(program.all('error'), ['EADDRNOTAVAIL']);
    assert.deepEqual(program.all('closed').sort(), ['taken', 'tcp', 'udp']);
    await program.success();
  },
);

test('a connection of the worker as a client is neither closed nor waited for', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const client = net.connect(Number(process.env.USE_PORT), '127.0.0.1');
      client.once('data', () => cluster.worker.disconnect());
      process.on('disconnect', () => client.write('still here'));
      return;
    }
    const server = net.createServer((socket) => {
      let text = '';
      const done = () => {
        if (text !== 'still here' || worker.isConnected()) return;
        report('disconnected', [text, worker.isDead()]);
        socket.end();
        server.close();
      };
      socket.setEncoding('utf8').on('data', (data) => done((text += data)));
      worker.on('disconnect', done);
      socket.write('disconnect');
    });
    let worker;
    server.listen(0, '127.0.0.1', () => {
      worker = cluster.fork({ USE_PORT: server.address().port });
      worker.on('exit', (code) => report('exit', code));
    });
  });
  await program.success();
  assert.deepEqual(program.all('disconnected'), [['still here', false]]);
  assert.deepEqual(program.all('exit'), [0]);
});
