'use strict';

// A client that has connected and not sent its first request yet is served by a worker that leaves. Since Node 26.4 an http
// server's close() ends such a connection, as an idle one; so it must not be called before the request is there.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');

const [MAJOR, MINOR] = process.versions.node.split('.').map(Number);
const CLOSES_SILENT = MAJOR > 26 || (MAJOR === 26 && MINOR >= 4);

/** The worker is its own client: so no time passes for the one and not for the other. */
function program(report) {
  const cluster = require('node:cluster');
  const http = require('node:http');
  const net = require('node:net');
  const { LEAVE, SENDS } = process.env;
  if (cluster.isPrimary) {
    cluster.fork().on('message', function () {
      this.disconnect();
    });
    cluster.on('exit', (worker, code) => report('exit', [code, worker.exitedAfterDisconnect]));
    return;
  }
  const turns = (count, then) => (count === 0 ? then() : setImmediate(turns, count - 1, then));
  const left = (then) =>
    cluster.worker.exitedAfterDisconnect ? turns(20, then) : setImmediate(left, then);
  const server = http.createServer((request, response) => response.end('served'));
  server.listen(0, '127.0.0.1', () => {
    const client = net.connect(server.address().port, '127.0.0.1');
    client.setEncoding('utf8').on('data', (text) => report('answer', text.split('\r\n')[0]));
    client.on('error', ({ code }) => report('error', code));
    server.on('connection', () => {
      if (LEAVE === 'primary') process.send('disconnect me');
      else cluster.worker.disconnect();
      left(() => {
        report('left');
        if (SENDS) client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      });
    });
  });
}

for (const from of ['primary', 'worker']) {
  test(`disconnect() from the ${from}`, { skip: GOCLUSTER_ONLY }, async (t) => {
    const running = run(t, program, { env: { LEAVE: from, SENDS: 'yes' } });
    await running.success();
    assert.deepEqual(running.all('error'), []);
    assert.deepEqual(running.all('answer'), ['HTTP/1.1 200 OK']);
    assert.deepEqual(running.all('exit'), [[0, true]]);
  });

  test(
    `disconnect() from the ${from}: one that never sends anything does not hold the worker`,
    { skip: !CLOSES_SILENT && 'close() waits for it' },
    async (t) => {
      const running = run(t, program, { env: { LEAVE: from } });
      await running.success();
      assert.deepEqual(running.all('exit'), [[0, true]]);
    },
  );
}
