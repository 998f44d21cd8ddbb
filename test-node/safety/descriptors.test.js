'use strict';
// Every descriptor is close-on-exec from birth: what the primary and the workers start inherits its
// standard streams and nothing else, however it is started, also while other threads fork and start
// things all the time. A worker has its own channel and no other.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const { channelsOf } = require('../support/processes.js');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listenAndHold } = require('../listening/remote/acts.js');
const { hold } = require('../listening/remote/clients.js');

const anywhere = { port: 0, host: '127.0.0.1' };

/** The descriptors of a process without close-on-exec, its standard streams aside. */
const inheritable = (pid) =>
  fs.readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      if (Number(fd) <= 2) return false;
      const flags = /^flags:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'));
      return (parseInt(flags[1], 8) & 0o2000000) === 0;
    } catch {
      return false;
    }
  });

/** Whoever started this test may have let it inherit something: everything that it starts has that, too. */
const handedDown = inheritable(process.pid);
const ours = (lines) => lines.filter((line) => !handedDown.includes(line.split(' ')[0]));

test(
  'a worker has one channel, and nothing that it would hand on',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const cluster = await start(t, { workers: 3 });
    const [{ port }] = await cluster.everywhere(listenAndHold, anywhere);
    // Also not the connections that were handed to it.
    await Promise.all(cluster.workers.map(() => hold(t, { port })));
    for (const { pid } of cluster.workers) {
      assert.equal(channelsOf(pid).length, 1);
      assert.deepEqual(ours(inheritable(pid)), []);
    }
    assert.deepEqual(ours(inheritable(cluster.primary.pid)), []);
  },
);

function program(report) {
  const cluster = require('node:cluster');
  const { exec, fork, spawn, spawnSync } = require('node:child_process');
  const net = require('node:net');
  const list =
    'for fd in /proc/$$/fd/*; do n=${fd##*/}; [ -e $fd ] && echo $n $(readlink $fd); done';

  if (process.argv[2] === 'forked') {
    const text = spawnSync('sh', ['-c', list], { encoding: 'utf8' }).stdout;
    process.send(text);
    return process.disconnect();
  }
  const look = async (where) => {
    const said = {
      spawn: await new Promise((resolve) => {
        // Its output goes to a file that it inherits: as inherited as it gets.
        const child = spawn('sh', ['-c', list], { stdio: ['inherit', 'pipe', 'inherit'] });
        let text = '';
        child.stdout.on('data', (data) => (text += data)).on('end', () => resolve(text));
      }),
      exec: await new Promise((resolve) => exec(list, (error, text) => resolve(text))),
      fork: await new Promise((resolve) => {
        fork(__filename, ['forked'], { execArgv: [] }).on('message', resolve);
      }),
    };
    for (const [how, text] of Object.entries(said)) {
      const lines = text.trim().split('\n');
      report(
        `${where} ${how}`,
        lines.filter((line) => parseInt(line) > 2 && !/\/fd$/.test(line)),
      );
    }
  };
  if (cluster.isPrimary) {
    const worker = cluster.fork();
    worker.on('listening', async () => {
      await look('primary');
      worker.send('look');
    });
  } else {
    net.createServer().listen(0, '127.0.0.1');
    process.on('message', async () => {
      await look('worker');
      cluster.worker.disconnect();
    });
  }
}

test('whatever way a child is started', async (t) => {
  const running = run(t, program);
  await running.success();
  for (const where of ['primary', 'worker']) {
    for (const how of ['spawn', 'exec', 'fork']) {
      const [lines] = running.all(`${where} ${how}`);
      assert.deepEqual(ours(lines), [], `${where}, ${how}`);
    }
  }
});

test('while threads start children and workers come and go', async (t) => {
  const running = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { Worker } = require('node:worker_threads');
    if (cluster.isWorker) {
      net.createServer().listen(0, '127.0.0.1');
      return process.once('message', () => cluster.worker.disconnect());
    }
    const WORKERS = 12;
    const code = `
      const { spawnSync } = require('node:child_process');
      const { parentPort } = require('node:worker_threads');
      const list = 'for fd in /proc/$$/fd/*; do [ -e $fd ] && echo \${fd##*/} $(readlink $fd); done';
      const seen = new Set();
      let count = 0;
      let running = true;
      parentPort.on('message', () => (running = false));
      (function turn() {
        const text = spawnSync('sh', ['-c', list], { encoding: 'utf8' }).stdout;
        count++;
        for (const line of text.trim().split('\\n')) {
          const [fd, what] = line.split(' ');
          if (fd > 2 && !/\\/fd$/.test(what)) seen.add(line);
        }
        if (running) setImmediate(turn);
        else { parentPort.postMessage({ count, seen: [...seen] }); parentPort.close(); }
      })();`;
    const threads = [new Worker(code, { eval: true }), new Worker(code, { eval: true })];
    for (const thread of threads) thread.on('message', (said) => report('thread', said));
    let left = WORKERS;
    const next = () => {
      if (left-- === 0) {
        for (const thread of threads) thread.postMessage('end');
        return;
      }
      const worker = cluster.fork();
      worker.on('listening', () => worker.send('end'));
      worker.on('exit', next);
    };
    next();
  });
  await running.success();
  const said = running.all('thread');
  assert.equal(said.length, 2);
  for (const { count, seen } of said) {
    assert.ok(count > 10, `${count} children`);
    assert.deepEqual(ours(seen), []);
  }
});
