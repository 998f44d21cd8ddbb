'use strict';

// With SCHED_NONE the workers accept by themselves: they serve while the primary does nothing.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    net
      .createServer((socket) => socket.end('served'))
      .listen(0, '127.0.0.1', function () {
        if (cluster.worker.id === 2) return;
        const client = `require('node:net').connect(${this.address().port}, '127.0.0.1')
        .pipe(process.stdout)`;
        process.send(client);
      });
    return;
  }
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  let client;
  cluster.on('message', (worker, message) => (client = message));
  cluster.on('listening', () => setImmediate(serve));
  let listening = 0;
  function serve() {
    if (++listening < 2) return;
    // The primary's event loop is blocked until the client has its answer.
    const { execFileSync } = require('node:child_process');
    report(execFileSync(process.execPath, ['-e', client], { encoding: 'utf8', timeout: 20000 }));
    cluster.disconnect();
  }
  cluster.fork();
  cluster.fork();
}

test('serving without the primary', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [['served']]);
});
