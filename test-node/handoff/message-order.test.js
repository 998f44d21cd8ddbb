'use strict';
// A connection that is made after worker.send() is served after the message, as under Node's round robin: whatever the message's
// size, however busy the worker is, and where messages wait for a socket that was sent before them.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');

const ROUNDS = 10;

/** Each round: new settings by a message, then a connection, whose answer says which settings it was served with. */
function rounds(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const { size, count, busy, socket, serialization, rounds } = JSON.parse(process.env.CASE);

  function busyFor(milliseconds) {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  }

  if (cluster.isPrimary) {
    cluster.setupPrimary({ serialization });
    const worker = cluster.fork();
    const cache = 'x'.repeat(size);
    const answers = [];
    let port;
    let sendSettings;

    const source = net.createServer((connection) => {
      worker.send('socket', connection);
      sendSettings();
    });

    function round(version) {
      if (version > rounds) {
        report('answers', answers);
        worker.process.kill('SIGKILL');
        source.close();
        return;
      }
      sendSettings = () => {
        for (let i = 1; i <= count; i++)
          worker.send({ version: i === count ? version : -1, cache });
        let answer = '';
        net
          .connect(port, '127.0.0.1')
          .on('data', (data) => (answer += data))
          .on('close', () => {
            answers.push(Number(answer));
            round(version + 1);
          });
      };
      if (socket) net.connect(source.address().port, '127.0.0.1').on('error', () => {});
      else if (busy) occupy();
      else sendSettings();
    }

    /** The worker has begun to serve a connection when the first byte comes. */
    function occupy() {
      net.connect(port, '127.0.0.1').once('data', () => sendSettings());
    }

    worker.on('listening', (address) => {
      ({ port } = address);
      source.listen(0, '127.0.0.1', () => round(1));
    });
  } else {
    let version = 0;
    process.on('message', (message, connection) => {
      if (message === 'socket') connection.destroy();
      else version = message.version;
    });
    const server = net.createServer((connection) => {
      connection.end(`${version}`);
      busyFor(busy);
    });
    server.listen(0, '127.0.0.1');
  }
}

const CASES = {
  'a small message': { size: 10 },
  'a message that fills the socket': { size: 210_000 },
  'a message larger than the socket': { size: 1_000_000 },
  'a message larger than the socket, as V8 serializes': {
    size: 1_000_000,
    serialization: 'advanced',
  },
  'many messages': { size: 2000, count: 500 },
  'a small message to a busy worker': { size: 10, busy: 30 },
  'a large message to a busy worker': { size: 1_000_000, busy: 30 },
  'a small message behind a socket': { size: 10, socket: true },
  'a large message behind a socket': { size: 1_000_000, socket: true },
};

for (const [name, values] of Object.entries(CASES)) {
  test(name, async (t) => {
    const whole = { count: 1, busy: 0, serialization: 'json', rounds: ROUNDS, ...values };
    const program = run(t, rounds, { env: { CASE: JSON.stringify(whole) } });
    const expected = Array.from({ length: ROUNDS }, (_, i) => i + 1);
    assert.deepEqual(await program.next('answers'), expected);
    await program.success();
  });
}

const others = { skip: GOCLUSTER_ONLY };

test('while messages to one worker wait, others get the connections', others, async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      const slow = cluster.fork({ SLOW: '1' });
      slow.once('listening', ({ port }) => {
        const quick = cluster.fork();
        quick.once('listening', () => {
          process.kill(slow.process.pid, 'SIGSTOP'); // it reads nothing
          slow.send('x'.repeat(1_000_000));
          const answers = [];
          const connect = () =>
            net.connect(port, '127.0.0.1').on('data', (data) => {
              answers.push(`${data}`);
              if (answers.length < 6) return connect();
              process.kill(slow.process.pid, 'SIGCONT');
              slow.once('message', next);
            });
          const next = () => {
            report('answers', answers);
            quick.disconnect();
            quick.once('exit', () => {
              net.connect(port, '127.0.0.1').on('data', (data) => {
                report('resumed', `${data}`);
                cluster.disconnect();
              });
            });
          };
          connect();
        });
      });
    } else {
      process.on('message', () => process.send('has it'));
      const name = process.env.SLOW ? 'slow' : 'quick';
      const server = net.createServer((socket) => socket.end(name));
      server.listen(0, '127.0.0.1');
    }
  });
  await program.success();
  assert.deepEqual(program.all('answers'), [Array(6).fill('quick')]);
  assert.deepEqual(program.all('resumed'), ['slow']);
});

test('messages without end do not keep connections from a worker', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      const message = 'x'.repeat(100_000);
      let served = 0;
      let going = true;
      // There are always some more that wait, and never many.
      const keepSending = () =>
        going && worker.connected !== false && worker.send(message, keepSending);
      worker.on('listening', ({ port }) => {
        for (let i = 0; i < 8; i++) keepSending();
        const connect = () =>
          net
            .connect(port, '127.0.0.1')
            .on('data', () => {})
            .on('close', () => {
              if (++served < 20) return connect();
              going = false;
              report('served', served);
              cluster.disconnect();
            });
        connect();
      });
    } else {
      process.on('message', () => {});
      net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    }
  });
  assert.equal(await program.next('served'), 20);
  await program.success();
});
