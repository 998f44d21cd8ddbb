'use strict';
// node:diagnostics_channel says what happens: a worker stalls, recovers and is gone, a listener is saturated and resumes, the core is
// started again. Who subscribes late, before or after the first fork, hears what is to come.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { coresOf, ended, env } = require('../process/core.js');

/** Its only worker stands still as long as a file of that name is there, after it has told so. */
function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const fs = require('node:fs');
  if (cluster.isWorker) {
    const stand = () => {
      fs.writeFileSync('stands', '');
      const nap = new Int32Array(new SharedArrayBuffer(4));
      while (fs.existsSync('stands')) Atomics.wait(nap, 0, 0, 5);
    };
    process.on('message', () => process.send('stands', stand));
    net
      .createServer((socket) =>
        socket.on('data', (text) => {
          if (`${text}` === 'stand') stand();
          socket.end();
        }),
      )
      .listen(0, '127.0.0.1');
    return;
  }
  const { channel } = require('node:diagnostics_channel');
  const told = (name) => (message) => {
    const { worker, listener } = message;
    const what = worker
      ? `worker ${worker.id}`
      : listener
        ? `port ${listener.port}`
        : Object.keys(message);
    report(name, { what, code: message.code, signal: message.signal, problem: message.problem });
  };
  const names = [
    'worker:stall',
    'worker:recover',
    'worker:gone',
    'listener:saturated',
    'listener:resumed',
    'core:restart',
  ];
  const subscribe = () => {
    for (const name of names) channel(`gocluster:${name}`).subscribe(told(name));
  };
  if (process.argv[2] === 'early') subscribe();
  const worker = cluster.fork();
  worker.on('message', () => report('stands'));
  worker.on('exit', () => report('exit'));
  worker.on('listening', async ({ port }) => {
    if (process.argv[2] === 'late') subscribe();
    // From then on it is handed what comes, also when it stands still.
    const { stats } = require('gocluster/stats');
    while ((await stats()).workers[0].state !== 'idle');
    report('port', port);
  });
  process.stdin.on('data', (text) => {
    if (`${text}` === 'stand') worker.send('stand');
    else {
      worker.kill('SIGKILL');
      process.stdin.destroy();
    }
  });
}

const connect = (port, text) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => text && socket.write(text));
    if (!text) socket.on('connect', () => resolve(socket));
    socket.on('error', () => {}).on('close', () => resolve(socket));
  });

function begin(t, when, options) {
  return run(t, program, {
    ...options,
    install: true,
    args: [when],
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

const stands = (primary) =>
  primary.until(
    () => fs.existsSync(path.join(primary.folder, 'stands')),
    'the worker to stand still',
  );

const wake = (primary) => fs.rmSync(path.join(primary.folder, 'stands'));

for (const when of ['early', 'late']) {
  test(
    `a worker stalls, recovers and is gone: subscribed ${when}`,
    { skip: GOCLUSTER_ONLY },
    async (t) => {
      const primary = begin(t, when);
      const port = await primary.next('port');
      primary.child.stdin.write('stand');
      await primary.next('stands');
      await stands(primary);
      // It was idle, and is handed this one, which it does not read.
      const socket = await connect(port);
      assert.equal((await primary.next('worker:stall')).what, 'worker 1');
      wake(primary);
      assert.equal((await primary.next('worker:recover')).what, 'worker 1');
      socket.destroy();
      primary.child.stdin.write('kill');
      const { what, code, signal } = await primary.next('worker:gone');
      assert.deepEqual([what, code, signal], ['worker 1', null, 'SIGKILL']);
      await primary.success();
      const names = primary.reports.map(({ name }) => name);
      assert.ok(names.indexOf('worker:gone') < names.indexOf('exit'), 'before the event');
    },
  );
}

test('a listener is saturated, and resumes', { skip: GOCLUSTER_ONLY }, async (t) => {
  const primary = begin(t, 'late');
  const port = await primary.next('port');
  const first = connect(port, 'stand');
  await stands(primary);
  const others = [connect(port, 'go'), connect(port, 'go')];
  assert.equal((await primary.next('listener:saturated')).what, `port ${port}`);
  wake(primary);
  await Promise.all([first, ...others]);
  assert.equal((await primary.next('listener:resumed')).what, `port ${port}`);
  primary.child.stdin.write('kill');
  await primary.end();
});

test('the core is started again, and tells on', { skip: GOCLUSTER_ONLY }, async (t) => {
  const primary = begin(t, 'early', { env });
  const port = await primary.next('port');
  const [core] = coresOf(primary.pid);
  process.kill(core, 'SIGKILL');
  await ended(core);
  const { what, problem } = await primary.next('core:restart');
  assert.deepEqual([what, problem], [['text', 'lost', 'problem'], null]);
  const first = connect(port, 'stand');
  await stands(primary);
  // One may be handed to the worker all the same: it was idle when it had read the first.
  const others = [connect(port, 'go'), connect(port, 'go')];
  await primary.next('listener:saturated');
  wake(primary);
  await Promise.all([first, ...others]);
  primary.child.stdin.write('kill');
  await primary.end();
});
