'use strict';

// As long as one worker lives, connections are accepted; nobody forks the others again.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const net = require('node:net');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
    return;
  }
  let listening = 0;
  let exits = 0;
  let forks = 0;
  cluster.on('fork', () => forks++);
  cluster.on('listening', (from, { port }) => {
    if (++listening < 3) return;
    cluster.workers[1].process.kill('SIGKILL');
    cluster.workers[3].process.kill('SIGKILL');
    cluster.on('exit', () => {
      if (++exits === 2) connect(port, []);
    });
  });
  function connect(port, served) {
    net
      .connect(port, '127.0.0.1')
      .setEncoding('utf8')
      .on('data', (id) => served.push(id))
      .on('close', () => {
        if (served.length < 5) return connect(port, served);
        report(...served);
        report(forks, Object.keys(cluster.workers));
        cluster.removeAllListeners('exit').disconnect();
      });
  }
  for (let i = 0; i < 3; i++) cluster.fork();
}

test('one worker is enough', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [Array(5).fill('2'), [3, ['2']]]);
});
