'use strict';

// The commands and figures about descriptors, backlog and threads in docs/operations.md, and the read-only file system.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { block } = require('./blocks');
const { PRELOAD, makeFolder, start, testNetwork } = require('./sandbox');
const { childrenOf } = require('../support/processes');
const { curl, missing, shellInside } = require('./tools');

const skip = missing('root', 'ss', 'nstat', 'sysctl', 'ps', 'curl');
/** The tables of the page. */
const CORE = 8;
const A_WORKER = 3;
const A_LISTENER = 1;

/** Forks a worker for each line `fork` that comes as SIGUSR2; each listens on 8000 and as many ports as EXTRA says. */
const APP = `
const cluster = require('node:cluster');
const fs = require('node:fs');
const http = require('node:http');

const count = () => fs.readdirSync('/proc/self/fd').length - 1;
if (cluster.isPrimary) {
  console.log('fds ' + count());
  let listening = 0;
  cluster.on('listening', () => {
    if (++listening % 2 === 0) setImmediate(() => console.log('fds ' + count()));
  });
  cluster.fork();
  process.on('SIGUSR2', () => cluster.fork());
} else {
  http.createServer((request, response) => response.end('hello\\n')).listen({ port: 8000, backlog: 300 });
  http.createServer().listen(8001);
}
`;

async function startApp(t, launch = []) {
  const folder = makeFolder(t, { 'app.js': APP });
  const network = await testNetwork(t);
  const command = [...launch, process.execPath, ...PRELOAD.gocluster, 'app.js'];
  const app = start(t, command, { folder, network });
  await app.prints(/fds \d+\nfds \d+\n/);
  return { app, network };
}

const counts = (app) => [...app.stdout.matchAll(/^fds (\d+)$/gm)].map(([, n]) => Number(n));

test('the primary needs the descriptors that the page says', { skip }, async (t) => {
  const { app, network } = await startApp(t);
  const [before, first] = counts(app);
  const expected = before + CORE + A_WORKER + 2 * A_LISTENER;
  assert.ok(Math.abs(first - expected) <= 2, `${before} before, ${first} with a worker`);
  process.kill(app.pid, 'SIGUSR2');
  await app.until(() => counts(app).length === 3, 'a second worker');
  assert.equal(counts(app)[2] - first, A_WORKER);

  const out = await shellInside(app, network, block('descriptors'), { PID: `${app.pid}` });
  assert.match(out, /^Max open files +\d+ +\d+/);
  assert.equal(Number(out.split('\n')[1]), counts(app)[2]);
});

test('the backlog is seen as the page says', { skip }, async (t) => {
  const { app, network } = await startApp(t);
  const [, most] = (await shellInside(app, network, block('somaxconn'))).match(/= (\d+)$/m);
  const out = await shellInside(app, network, block('recvq'));
  const [, waiting, bound] = out.match(/^LISTEN +(\d+) +(\d+) .*:8000 /m);
  assert.deepEqual([Number(waiting), Number(bound)], [0, Math.min(300, Number(most))]);
  assert.match(out, /^TcpExtListenOverflows +\d+/m);
  assert.match(out, /^TcpExtListenDrops +\d+/m);
});

test('the threads of the core are in the primary only', { skip }, async (t) => {
  const { app, network } = await startApp(t);
  const threads = (pid) => shellInside(app, network, block('threads'), { PID: `${pid}` });
  assert.match(await threads(app.pid), /^ +\d+ gocluster$/m);
  const [worker] = childrenOf(app.pid);
  assert.doesNotMatch(await threads(worker), /gocluster/);
});

// A mount namespace of its own, in which nothing but /dev and /proc can be written.
const READ_ONLY =
  'mount --make-rprivate / && mount -o remount,ro,bind / && ! touch x 2>&- && exec "$0" "$@"';

test(
  'a read-only file system will do',
  { skip: skip || missing('unshare', 'mount') },
  async (t) => {
    const { app, network } = await startApp(t, ['unshare', '-m', 'sh', '-c', READ_ONLY]);
    assert.deepEqual(await curl(app, network, 'http://127.0.0.1:8000/'), ['hello']);
    assert.equal(app.stderr, '');
    assert.ok(path.isAbsolute(process.execPath));
  },
);
