'use strict';

// A worker that sends garbage over IPC, also in the form of the cluster's own messages, harms itself
// at most: the primary goes on, and another worker listens and serves.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, BUILTIN } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const { ROLE } = process.env;
  if (cluster.isPrimary) {
    process.on('uncaughtException', (error) => {
      report('uncaught', error.stack);
      process.exit(1);
    });
    process.on('warning', (warning) => report('warning', warning.message));
    const hostile = cluster.fork({ ROLE: 'hostile' });
    hostile.on('error', () => {}); // an answer to it may fail
    hostile.on('message', (message) => {
      if (message !== 'all sent') return;
      const good = cluster.fork({ ROLE: 'good' });
      let left = 3;
      good.on('listening', ({ port }) => {
        for (let i = 0; i < 3; i++) {
          net.connect(port, '127.0.0.1').on('data', (data) => {
            report('answer', `${data}`);
            if (--left > 0) return;
            hostile.kill('SIGKILL');
            good.disconnect();
          });
        }
      });
    });
    cluster.on('exit', (worker, ...args) => report(`exit of ${worker.id}`, args));
    return;
  }
  if (ROLE === 'good') {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    return;
  }

  const junk = [undefined, null, true, 0, -1, 1.5, 1e300, '', 'text', '__proto__', [], {}, [[]]];
  const acts = [
    ...['queryServer', 'listening', 'close', 'online', 'exitedAfterDisconnect', 'newconn'],
    ...['disconnect', 'nothing known', '__proto__', 'constructor', 'toString', 'hasOwnProperty'],
    ...junk,
  ];
  const fields = ['address', 'port', 'addressType', 'fd', 'index', 'key', 'seq', 'data', 'channel'];
  const usual = { address: '127.0.0.1', port: 0, addressType: 4, fd: -1, index: 0, channel: 2 };
  const send = (message) => process.send({ cmd: 'NODE_CLUSTER', ...message });
  const only = process.env.ACTS ? JSON.parse(process.env.ACTS) : acts;
  for (const act of only) {
    send({ act });
    for (const value of junk) {
      send({ act, ack: value });
      for (const field of fields) send({ ...usual, act, seq: 1, [field]: value });
      send(Object.fromEntries([['act', act], ...fields.map((field) => [field, value])]));
    }
  }
  // Not NODE_HANDLE_*: those are child_process's own, which ends the primary on a wrong one.
  for (const message of [{ cmd: 'NODE_CLUSTER' }, { cmd: 'NODE_' }, { cmd: 'NODE_CLUSTER_' }]) {
    process.send(message);
  }
  process.send('all sent');
}

async function survives(t, acts) {
  // Who asks to listen without a channel is warned about, with whatever reason it gives.
  const nodeArgs = ['--no-warnings'];
  const running = run(t, program, { nodeArgs, env: acts && { ACTS: JSON.stringify(acts) } });
  await running.success();
  assert.deepEqual(running.all('uncaught'), []);
  assert.deepEqual(running.all('answer'), ['served', 'served', 'served']);
  assert.deepEqual(running.all('exit of 1'), [[null, 'SIGKILL']]);
  assert.deepEqual(running.all('exit of 2'), [[0, null]]);
}

// Node's own primary trusts what a queryServer says, and ends by an exception or an assertion.
const skip = BUILTIN && "the built-in's primary does not survive it";

test('acts of every kind with fields of every kind', { skip }, (t) => survives(t));

test('acts that are no messages of the cluster', (t) =>
  survives(t, ['nothing known', '__proto__', 'constructor', 'toString', 5, {}, null]));
