'use strict';
// A program that replaces functions of the language and of Node's modules hears of no call of gocluster's that it would not hear of
// under the built-in: so whatever it puts in their place, gocluster goes on.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { inOneOf } = require('../support/attempts.js');
const { run, ROOT, GOCLUSTER_ONLY } = require('../support/run.js');

const OVERHEAR = path.join(__dirname, 'overhear.js');
const BUILTIN_FILES = 'node:internal/cluster';
const OUR_FILES = path.join(ROOT, 'lib') + path.sep;

/**
 * The built-in takes the first when the program asks for cluster, and gocluster at its first use: nobody says when that is. The
 * second is called by net.Server, and gocluster only passes the call on.
 */
const MEANT = ['child_process.fork', 'net.Server.prototype._emitCloseIfDrained'];
const ATTEMPTS = 5;

/** The whole life of workers: all that they can listen on, being full, messages, and all the ways to leave. */
function program(report) {
  const cluster = require('node:cluster');
  const dgram = require('node:dgram');
  const net = require('node:net');
  const path = require('node:path');
  const { ROLE, FILES, OVERHEAR, PART } = process.env;

  if (ROLE === (cluster.isPrimary ? 'primary' : 'worker')) {
    const heard = require(OVERHEAR)(FILES);
    process.on('exit', () => report('heard', heard));
  }

  if (cluster.isPrimary) {
    const unix = path.join(process.cwd(), 'socket');
    const first = cluster.fork({ PART: 'serves', UNIX: unix });
    const second = cluster.fork({ PART: 'serves', UNIX: unix });
    cluster.fork({ PART: 'is refused' });
    const killed = cluster.fork({ PART: 'is killed' }).on('online', () => killed.kill());
    let ready = 0;
    let closed = 0;

    const connect = (port) => {
      for (let i = 0; i < 6; i++) {
        net
          .connect(port, '127.0.0.1')
          .on('data', () => {})
          .on('close', onclose);
      }
      net.connect(unix).on('data', () => {});
    };
    const onclose = () => {
      if (++closed < 6) return;
      first.send('leave');
      first.on('exit', () => {
        second.disconnect();
        second.on('exit', () => cluster.disconnect(() => report('end')));
      });
    };
    for (const worker of [first, second]) {
      worker.on('message', ({ port }) => ++ready === 2 && connect(port));
    }
  } else if (PART === 'is refused') {
    net
      .createServer()
      .on('error', () => process.disconnect())
      .listen(1, '203.0.113.1');
  } else if (PART === 'serves') {
    const server = net.createServer((socket) => setTimeout(() => socket.end('served'), 30));
    server.maxConnections = 1;
    const others = [
      net.createServer((socket) => socket.end('served')).listen(process.env.UNIX),
      dgram.createSocket('udp4').bind(0, '127.0.0.1'),
    ];
    let listening = 0;
    const onlistening = () => {
      if (++listening < 3) return;
      const passing = net.createServer().listen(0, '127.0.0.1', () => {
        passing.unref().ref().close();
        process.send({ port: server.address().port });
      });
    };
    for (const each of others) each.on('listening', onlistening);
    server.listen(0, '127.0.0.1', onlistening);
    process.on('message', () => cluster.worker.disconnect());
  }
}

async function hear(t, role, builtin) {
  const files = builtin ? BUILTIN_FILES : OUR_FILES;
  const running = run(t, program, { builtin, env: { ROLE: role, FILES: files, OVERHEAR } });
  await running.success();
  assert.equal(running.all('end').length, 1);
  return running.all('heard').reduce((all, one) => ({ ...all, ...one }), {});
}

for (const role of ['primary', 'worker']) {
  test(`in the ${role}`, { skip: GOCLUSTER_ONLY }, async (t) => {
    // A worker of the built-in's may end while its primary writes to it, which nobody catches.
    const builtin = await inOneOf(ATTEMPTS, () => hear(t, role, true));
    assert.ok('EventEmitter.prototype.emit' in builtin, 'calls of the built-in are heard');
    const heard = await hear(t, role, false);
    for (const name of [...Object.keys(builtin), ...MEANT]) delete heard[name];
    assert.deepEqual(heard, {});
  });
}
