'use strict';

// The way of docs/migrating.md from PM2's cluster mode to gocluster under its fork mode, by its own files and commands.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { until } = require('../support/deadline');
const { block } = require('../documents/blocks');
const { differentAnswers, folderWith, isOnGocluster } = require('./migration');
const { after, start, testNetwork } = require('../documents/sandbox');
const { curlSoon, enter, missing, runInside } = require('../documents/tools');

/** Opens a connection that stays. */
const CLIENT = `
const { request } = require('node:http');
const headers = { Connection: 'Upgrade', Upgrade: 'websocket' };
request({ port: 8000, host: '127.0.0.1', headers })
  .on('upgrade', (response, socket, head) => {
    process.stdout.write('\\n' + head);
    socket.on('data', (text) => process.stdout.write(text)).on('error', () => {});
    socket.on('close', () => console.log('closed'));
  })
  .end();
`;

const skip = missing('root', 'curl', 'ps');

/** PM2's command in a network and a home of its own; its daemon ends with the test. */
async function ownPm2(t, folder) {
  const network = await testNetwork(t);
  const holder = start(t, ['sleep', '600'], { folder, network });
  const home = path.join(folder, '.pm2');
  fs.mkdirSync(home);
  fs.writeFileSync(path.join(home, 'touch'), ''); // else it asks for its newest version
  const env = {
    PM2_HOME: home,
    PM2_DISABLE_VERSION_CHECK: 'true',
    PM2_NO_INTERACTION: 'true',
    PATH: `${path.join(folder, 'node_modules', '.bin')}:${path.dirname(process.execPath)}:${process.env.PATH}`,
  };
  const pm2 = async (command) => {
    const line = ['sh', '-c', command];
    return (await runInside(holder, network, line, { cwd: folder, env })).stdout;
  };
  after(t, () => pm2('pm2 kill'));
  const list = async () => JSON.parse((await pm2('pm2 jlist')).match(/^\[.*\]$/m)[0]);
  return { pm2, list, holder, network };
}

const WEB_SOCKET = `
require('node:http')
  .createServer((request, response) => response.end('process ' + process.pid + ' as ' + process.env.NODE_APP_INSTANCE))
  .on('upgrade', (request, socket) => socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n' + process.pid))
  .listen(8000);
`;

/** The primary of the page, with another server.js and shorter times, run by the page's commands. */
async function startPrimary(t, server) {
  const folder = folderWith(t, { 'ecosystem.config.js': 'pm2-after' });
  const primary = block('pm2-primary').replace(/DEADLINE_MS = [\d_]+/, 'DEADLINE_MS = 2000');
  fs.writeFileSync(path.join(folder, 'primary.js'), primary);
  fs.writeFileSync(path.join(folder, 'server.js'), server);
  const running = await ownPm2(t, folder);
  const log = () => {
    const logs = path.join(folder, '.pm2', 'logs');
    return fs
      .readdirSync(logs)
      .map((name) => fs.readFileSync(path.join(logs, name), 'utf8'))
      .join('');
  };
  const [remove, begin, reload] = block('pm2-commands').trim().split('\n');
  await running.pm2(begin);
  return { ...running, folder, log, remove, reload };
}

const OPTIONS = { skip, timeout: 600_000 };

test('a program that does not start is errored, and the log says so', OPTIONS, async (t) => {
  const { list, log } = await startPrimary(t, `throw new Error('made up');`);
  await until(async () => (await list())[0].pm2_env.status === 'errored', log);
  assert.match(log(), /made up/);
  assert.match(log(), /server\.js does not start/);
});

test('a reload of what does not start leaves the old workers', OPTIONS, async (t) => {
  const { pm2, holder, network, folder, log, reload } = await startPrimary(t, WEB_SOCKET);
  const old = await differentAnswers(holder, network, 2);
  assert.deepEqual(old.map((answer) => answer.split(' as ')[1]).sort(), ['0', '1']);
  for (const broken of [`throw new Error('made up');`, 'setInterval(() => {}, 1000);']) {
    const before = log().match(/not reloaded/g)?.length ?? 0;
    fs.writeFileSync(path.join(folder, 'server.js'), broken);
    await pm2(reload);
    await until(() => (log().match(/not reloaded/g)?.length ?? 0) === before + 1, log);
    assert.deepEqual(await differentAnswers(holder, network, 2), old);
  }
});

test('a worker that disconnects is replaced, and takes its number', OPTIONS, async (t) => {
  const tooBig = `if (request.url === '/big') require('node:cluster').worker.disconnect();`;
  const server = WEB_SOCKET.replace('=> response.end(', `=> { ${tooBig} response.end(`).replace(
    `_INSTANCE))`,
    `_INSTANCE); })`,
  );
  const { holder, network, log } = await startPrimary(t, server);
  const old = await differentAnswers(holder, network, 2);
  const [gone] = await curlSoon(holder, network, 'http://127.0.0.1:8000/big');
  await until(async () => {
    const answers = await differentAnswers(holder, network, 2);
    return !answers.includes(gone) && answers.some((answer) => !old.includes(answer));
  }, log);
  const now = await differentAnswers(holder, network, 2);
  assert.deepEqual(now.map((answer) => answer.split(' as ')[1]).sort(), ['0', '1']);
});

test(
  'workers that fail at once are replaced after longer and longer pauses',
  OPTIONS,
  async (t) => {
    const server = WEB_SOCKET + 'setTimeout(() => process.exit(1), 100);';
    const { log, list } = await startPrimary(t, server);
    await until(() => /starts in 3200 ms/.test(log()), log);
    assert.equal((await list())[0].pm2_env.status, 'online');
  },
);

test('an open WebSocket ends with its worker, which no one orphans', OPTIONS, async (t) => {
  const { pm2, list, holder, network, remove } = await startPrimary(t, WEB_SOCKET);
  await differentAnswers(holder, network, 2);
  const [{ pid: primary }] = await list();
  const client = start(t, [...enter(holder, network), process.execPath, '-e', CLIENT], {
    folder: '/',
  });
  const [, worker] = await client.prints(/\n(\d+)$/);
  await pm2(remove);
  for (const pid of [primary, worker]) assert.ok(!fs.existsSync(`/proc/${pid}`), pid);
  await client.prints('closed');
});

test('from PM2 cluster mode to fork mode with gocluster', { skip, timeout: 600_000 }, async (t) => {
  const folder = folderWith(t, { 'server.js': 'pm2-server', 'ecosystem.config.js': 'pm2-before' });
  const [remove, begin, reload] = block('pm2-commands').trim().split('\n');
  const { pm2, list, holder, network } = await ownPm2(t, folder);

  await pm2(begin);
  await differentAnswers(holder, network, 2);
  const before = await list();
  assert.deepEqual(
    before.map(({ pm2_env: { exec_mode: mode } }) => mode),
    ['cluster_mode', 'cluster_mode'],
  );
  await pm2(remove);

  fs.writeFileSync(path.join(folder, 'primary.js'), block('pm2-primary'));
  fs.writeFileSync(path.join(folder, 'ecosystem.config.js'), block('pm2-after'));
  await pm2(begin);
  const old = await differentAnswers(holder, network, 2);
  const [{ pid, pm2_env: fork }] = await list();
  assert.equal(fork.exec_mode, 'fork_mode');
  assert.equal(isOnGocluster(pid), true);

  await pm2(reload);
  await until(async () => {
    const answers = await differentAnswers(holder, network, 2);
    return answers.every((answer) => !old.includes(answer));
  }, 'answers of new workers only');
  const [{ pid: same }] = await list();
  assert.equal(same, pid, 'the primary has stayed');

  await pm2(remove);
  assert.deepEqual(await list(), []);
  assert.ok(!fs.existsSync(`/proc/${pid}`), 'the primary has ended');
});
