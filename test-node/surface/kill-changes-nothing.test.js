'use strict';

// worker.kill() makes an exit a wanted one only where it tells a connected worker to leave. What goes to a worker that has
// crashed, what the kernel refuses, what is no signal and what is a word to a handler changes nothing.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, both, GOCLUSTER_ONLY } = require('../support/run.js');

/** Under the built-in a kill never changes anything: it is what these have to be like. */
async function asBuiltin(t, program, options) {
  const { builtin, tested } = await both(t, program, options);
  const sorted = (reports) => reports.map((report) => JSON.stringify(report)).sort();
  assert.deepEqual(sorted(tested), sorted(builtin));
  return tested;
}

test('a worker that has crashed: the exit is not wanted', async (t) => {
  await asBuiltin(t, (report) => {
    const cluster = require('node:cluster');
    // The crash closes the channel; what follows is the hang in an exit handler that the kill is for.
    if (cluster.isWorker) return process.disconnect() ?? setInterval(() => {}, 1000);
    cluster.fork().on('disconnect', function () {
      this.kill('SIGKILL');
      report('after kill', this.exitedAfterDisconnect);
    });
    cluster.on('exit', ({ exitedAfterDisconnect }) => report('exit', exitedAfterDisconnect));
  });
});

test(
  'what the kernel refuses: the worker serves on',
  { skip: process.getuid() !== 0 },
  async (t) => {
    const tested = await asBuiltin(t, (report) => {
      const cluster = require('node:cluster');
      const net = require('node:net');
      if (cluster.isWorker) {
        net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
        process.on('message', () => net.createServer().listen(0, () => process.exit(3)));
        return;
      }
      const worker = cluster.fork();
      worker.on('error', ({ code }) => report('error', code));
      worker.on('exit', (code) => report('exit', [code, worker.exitedAfterDisconnect]));
      worker.once('listening', ({ port }) => {
        process.setuid(65534);
        for (const signal of ['SIGTERM', 'SIGKILL', 'SIGUSR2']) worker.kill(signal);
        report('flag', worker.exitedAfterDisconnect);
        const client = net.connect(port, '127.0.0.1');
        client.on('error', ({ code }) => report('client error', code));
        client.on('data', (text) => {
          report('answer', `${text}`);
          worker.send('listen again, and crash');
        });
      });
    });
    assert.deepEqual(
      tested.filter(([name]) => name !== 'error'),
      [
        ['flag', '[undefined]'],
        ['answer', 'served'],
        ['exit', [3, false]],
      ],
    );
  },
);

test('what is no signal', async (t) => {
  await asBuiltin(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.on('message', () => process.exit(3));
    const worker = cluster.fork();
    worker.on('online', () => {
      for (const signal of ['SIGNOTHING', 999, {}, true, '15']) {
        try {
          worker.kill(signal);
        } catch ({ code }) {
          report('throws', code);
        }
        report('flag', worker.exitedAfterDisconnect);
      }
      worker.send('crash');
    });
    worker.on('exit', (code) => report('exit', [code, worker.exitedAfterDisconnect]));
  });
});

test('a worker that has ended', async (t) => {
  await asBuiltin(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit(3);
    cluster.fork().on('exit', function () {
      this.kill();
      report('flag', this.exitedAfterDisconnect);
    });
  });
});

// Under the built-in of Node 18 to 22 the signal may go to anybody: there the handle's pid is not set.
test(
  'a worker that was never started: nobody is signalled',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const program = run(t, (report) => {
      const cluster = require('node:cluster');
      cluster.setupPrimary({ cwd: '/nowhere/at/all' });
      const worker = cluster.fork();
      worker.process.kill = () => report('signalled');
      worker.kill();
      report('flag', worker.exitedAfterDisconnect);
      worker.on('error', () => worker.kill('SIGKILL'));
    });
    await program.success();
    assert.deepEqual(program.all('signalled'), []);
    assert.deepEqual(program.all('flag'), ['[undefined]']);
  },
);

for (const signal of ['SIGUSR2', 'SIGHUP', 'SIGWINCH', 12]) {
  test(`a word to a handler (${signal}): it can listen, and its crash is one`, async (t) => {
    const tested = await asBuiltin(
      t,
      (report) => {
        const cluster = require('node:cluster');
        const net = require('node:net');
        const signal = JSON.parse(process.env.SIGNAL);
        if (cluster.isWorker) {
          const { signals } = require('node:os').constants;
          const name = Object.keys(signals).find((key) => [key, signals[key]].includes(signal));
          process.on(name, () => net.createServer().listen(0, () => process.exit(3)));
          return net.createServer().listen(0);
        }
        const worker = cluster.fork();
        worker.once('listening', () => {
          worker.kill(signal);
          report('flag', worker.exitedAfterDisconnect);
        });
        worker.on('exit', (...args) => report('exit', [...args, worker.exitedAfterDisconnect]));
      },
      { env: { SIGNAL: JSON.stringify(signal) } },
    );
    assert.deepEqual(tested.at(-1), ['exit', [3, null, false]]);
  });
}

/** The other side of it: the worker does end by the signal. */
const wanted = (report) => {
  const cluster = require('node:cluster');
  if (cluster.isWorker) return;
  const worker = cluster.fork();
  worker.on('online', () => worker.kill(process.env.SIGNAL));
  worker.on('exit', (...args) => report('exit', [...args, worker.exitedAfterDisconnect]));
};

for (const signal of ['SIGUSR2', 'SIGHUP', 'sigabrt', 'SIGALRM']) {
  test(
    `a signal that ends the worker (${signal}): the exit is wanted`,
    { skip: GOCLUSTER_ONLY },
    async (t) => {
      const program = run(t, wanted, { env: { SIGNAL: signal } });
      await program.success();
      assert.deepEqual(program.all('exit'), [[null, signal.toUpperCase(), true]]);
      await asBuiltin(t, wanted, { env: { SIGNAL: signal, GOCLUSTER_COMPAT: 'node' } });
    },
  );
}

test('ended by another signal than the one that was sent: the exit is not wanted', async (t) => {
  await asBuiltin(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('SIGUSR2', () => process.kill(process.pid, 'SIGKILL'));
      return process.send('ready');
    }
    const worker = cluster.fork();
    worker.on('message', () => worker.kill('SIGUSR2'));
    worker.on('exit', (...args) => report('exit', [...args, worker.exitedAfterDisconnect]));
  });
});

test('after a kill that the worker catches it may still listen, until disconnect()', async (t) => {
  const tested = await asBuiltin(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('SIGTERM', () => net.createServer().listen(0));
      return net.createServer().listen(0);
    }
    const worker = cluster.fork();
    let listening = 0;
    worker.on('listening', () => {
      report('listening', ++listening);
      if (listening < 3) worker.kill();
      else worker.disconnect();
    });
    worker.on('exit', (code) => report('exit', [code, worker.exitedAfterDisconnect]));
  });
  assert.deepEqual(tested.at(-1), ['exit', [0, true]]);
});
