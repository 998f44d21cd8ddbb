'use strict';

// cluster.disconnect(callback): every worker disconnects, the callback comes once, without arguments, when
// ALL workers that were there at the call have gone, by whatever way; then the primary can end by itself.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, both, GOCLUSTER_ONLY } = require('../support/run.js');

test('the callback waits for all workers', { skip: GOCLUSTER_ONLY }, async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        socket.write('held');
        process.on('SIGUSR2', () => socket.destroy());
        process.send('holds a connection');
      });
      return server.listen(0, '127.0.0.1');
    }
    cluster.fork();
    cluster.fork();
    let slow;
    const ports = [];
    cluster.on('listening', (worker, { port }) => {
      ports.push(port);
      if (ports.length === 2) net.connect(port, '127.0.0.1').on('error', () => {});
    });
    cluster.on('message', (worker) => {
      slow = worker;
      const table = () => Object.keys(cluster.workers).length;
      cluster.disconnect((...args) => report('callback', [args, table(), slow.isConnected()]));
      report('returned', table());
    });
    cluster.on('disconnect', (worker) => report('disconnect', worker === slow ? 'slow' : 'quick'));
    // By then a callback that does not wait for all has come.
    cluster.on('exit', (worker) => worker !== slow && slow.process.kill('SIGUSR2'));
  });
  await program.success();
  const order = program.reports.filter(({ name }) => ['disconnect', 'callback'].includes(name));
  assert.deepEqual(
    order.map(({ name, value }) => [name, value]),
    [
      ['disconnect', 'quick'],
      ['disconnect', 'slow'],
      ['callback', [[], 0, false]],
    ],
  );
  assert.deepEqual(program.all('returned'), [0]);
});

test('without workers the callback comes on a later tick', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    report(
      'returns',
      cluster.disconnect((...args) => report('callback', args)),
    );
    process.nextTick(() => report('next tick'));
    setImmediate(() => report('immediate'));
    cluster.disconnect();
    cluster.disconnect(() => report('second callback'));
    report('after');
  });
  assert.deepEqual(tested, builtin);
});

test('called twice, both callbacks come', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    cluster.fork();
    cluster.fork().on('online', () => {
      cluster.disconnect(() => report('first'));
      cluster.disconnect(() => report('second'));
    });
    cluster.on('exit', (worker, ...args) => {
      report('exit', [worker.exitedAfterDisconnect, ...args]);
    });
  });
  await program.success();
  assert.equal(program.all('first').length, 1);
  assert.equal(program.all('second').length, 1);
  assert.deepEqual(program.all('exit'), [
    [true, 0, null],
    [true, 0, null],
  ]);
});

test('the port is free and the primary ends by itself', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    cluster.fork().on('listening', ({ port }) => {
      cluster.disconnect(() => {
        const server = net.createServer().listen(port, '127.0.0.1', () => {
          report('port is free');
          server.close();
        });
      });
    });
  });
  await program.success();
  assert.equal(program.all('port is free').length, 1);
});

test('a cluster can fork again after disconnect()', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.end(`from ${cluster.worker.id}`));
      return server.listen(0, '127.0.0.1');
    }
    function round(left) {
      cluster.fork().on('listening', ({ port }) => {
        net.connect(port, '127.0.0.1').on('data', (data) => {
          report('answer', `${data}`);
          cluster.disconnect(() => left > 1 && round(left - 1));
        });
      });
    }
    round(2);
  });
  await program.success();
  assert.deepEqual(program.all('answer'), ['from 1', 'from 2']);
});

test('a worker that is forked meanwhile is not waited for', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      // The first to leave is replaced while the other still holds a connection.
      const server = net.createServer((socket) => {
        process.on('message', () => socket.destroy());
        process.send('holds a connection');
      });
      return server.listen(0, '127.0.0.1');
    }
    let up = 0;
    cluster.fork();
    cluster.fork();
    cluster.on('listening', (worker, { port }) => {
      if (++up === 2) net.connect(port, '127.0.0.1').on('error', () => {});
    });
    cluster.once('message', (slow) => {
      cluster.disconnect(() => {
        report('callback', slow.isConnected());
        process.exit();
      });
      cluster.on('exit', () => {
        cluster.fork().on('online', () => slow.isConnected() && slow.send('let go'));
      });
    });
  });
  await program.success();
  assert.deepEqual(program.all('callback'), [false]);
});

const WAYS = {
  "nobody hears 'disconnect'": (cluster, worker) => {
    worker.removeAllListeners();
    worker.process.removeAllListeners('disconnect');
  },
  'nobody hears anything': (cluster, worker) => {
    cluster.removeAllListeners();
    worker.removeAllListeners();
    worker.process.removeAllListeners();
  },
  "a 'disconnect' listener throws": (cluster, worker) => {
    process.on('uncaughtException', () => {});
    worker.on('disconnect', () => {
      throw new Error('on purpose');
    });
  },
  "an 'exit' listener throws": (cluster, worker) => {
    process.on('uncaughtException', () => {});
    worker.on('exit', () => {
      throw new Error('on purpose');
    });
    worker.process.kill('SIGKILL');
  },
  'the primary has closed the channel': (cluster, worker) => worker.process.disconnect(),
  'the worker was killed': (cluster, worker) => worker.process.kill('SIGKILL'),
};

for (const [way, how] of Object.entries(WAYS)) {
  test(
    `a worker has gone, and its port is free, although ${way}`,
    { skip: GOCLUSTER_ONLY },
    async (t) => {
      const program = run(
        t,
        `
      import cluster from 'node:cluster';
      import net from 'node:net';
      if (cluster.isWorker) net.createServer().listen(0, '127.0.0.1');
      else
        cluster.fork().on('listening', function ({ port }) {
          (${how})(cluster, this);
          cluster.disconnect(() => {
            const server = net.createServer().listen(port, '127.0.0.1', () => {
              report('port is free');
              server.close();
            });
          });
        });
      `,
      );
      await program.success();
      assert.deepEqual(program.all('port is free').length, 1);
    },
  );
}

test('a worker that has ended is not waited for while a child of it holds its channel', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const { spawn } = require('node:child_process');
    if (cluster.isWorker) {
      const stdio = ['pipe', 'ignore', 'ignore', process.channel.fd];
      const child = spawn('cat', { stdio, detached: true });
      return child.on('spawn', () => process.send(child.pid));
    }
    cluster.fork().on('message', function (holder) {
      process.kill(holder, 'SIGSTOP'); // it does not see that its input has ended
      this.process.kill('SIGKILL');
      cluster.disconnect(() => {
        report('callback');
        process.kill(holder, 'SIGKILL');
      });
    });
  });
  await program.success();
  assert.equal(program.all('callback').length, 1);
});

test('a worker that was never started is not waited for', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    cluster.setupPrimary({ cwd: '/nowhere/at/all' });
    cluster.fork().on('error', () => cluster.disconnect(() => report('callback')));
  });
  await program.success();
  assert.equal(program.all('callback').length, 1);
});

test('a callback that throws keeps no other from coming', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    process.on('uncaughtException', ({ message }) => report('uncaught', message));
    cluster.fork().on('online', () => {
      for (const name of ['first', 'second']) {
        cluster.disconnect(() => {
          throw new Error(name);
        });
      }
    });
  });
  await program.success();
  assert.deepEqual(program.all('uncaught'), ['first', 'second']);
});
