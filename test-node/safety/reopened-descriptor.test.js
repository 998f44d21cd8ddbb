'use strict';
// A primary that opens its log anew, closeSync(2) and openSync(), under load: it is on number 2 each time, and no line of it reaches a
// client. In a primary nobody but the program opens or closes descriptors of the program's.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const { run } = require('../support/run.js');

const CLIENTS = 16;
const TIMES = 30_000;

function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const net = require('node:net');
  if (cluster.isWorker) {
    const server = net.createServer((socket) => socket.on('error', () => {}).end('ok'));
    server.listen(0, '127.0.0.1', () => report('port', server.address().port));
    return;
  }
  let [times, otherNumber, failed] = [0, 0, 0];
  const reopen = () => {
    fs.closeSync(2);
    let fd = fs.openSync('/dev/null', 'a');
    try {
      fs.writeSync(2, 'a line of the log\n');
    } catch {
      failed++;
    }
    if (fd !== 2) otherNumber++;
    while (fd !== 2) {
      const next = fs.openSync('/dev/null', 'a');
      fs.closeSync(fd);
      fd = next;
    }
  };
  const some = (most) => {
    for (let i = 0; i < 20; i++) reopen();
    if ((times += 20) < most) return setTimeout(some, 1, most);
    report('reopened', { times, otherNumber, failed });
  };
  cluster.fork();
  cluster.fork();
  process.on('SIGUSR2', () => some(Number(process.argv[2])));
}

test('the log is opened anew under load', async (t) => {
  const primary = run(t, program, { args: [`${TIMES}`] });
  const port = await primary.next('port');
  await primary.next('port');
  const answers = new Map();
  let loaded = true;
  const one = () =>
    new Promise((resolve) => {
      let answer = '';
      net
        .connect(port, '127.0.0.1')
        .on('data', (text) => (answer += text))
        .on('error', () => {})
        .on('close', () => resolve(answer));
    });
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (loaded) {
      const answer = await one();
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  });
  primary.kill('SIGUSR2');
  const reopened = await primary.next('reopened');
  loaded = false;
  await Promise.all(clients);
  assert.deepEqual(reopened, { times: TIMES, otherNumber: 0, failed: 0 });
  assert.deepEqual([...answers.keys()], ['ok']);
  assert.ok(answers.get('ok') > TIMES / 100, 'there was load');
});
