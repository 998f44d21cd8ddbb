'use strict';
// GOCLUSTER_CONTROL=PATH: the socket is the user's alone, a stale one is replaced and a living one's is not, and who floods, sends garbage,
// never reads or is somebody else is cut off, and nothing else happens.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { randomBytes } = require('node:crypto');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { serve } = require('../../observe/control_connection');
const { someUser } = require('../support/another_user.js');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { until } = require('../support/deadline.js');

const ROUNDS = 100;
const CONNECTIONS_MAX = 64;
const skip = GOCLUSTER_ONLY;

/** One worker; it ends when its standard input does. */
function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    require('node:http')
      .createServer((request, response) => response.end('served'))
      .listen(0, '127.0.0.1');
    return;
  }
  process.on('warning', ({ code, message }) => report('warning', [code, message]));
  cluster.fork().on('listening', ({ port }) => report('port', port));
  process.stdin.on('end', () => cluster.disconnect()).resume();
}

/** In a folder of its own, which there need not be yet. */
function begin(t, file, options) {
  return run(t, program, {
    env: { GOCLUSTER_CONTROL: file },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options,
  });
}

async function end(primary) {
  primary.child.stdin.end();
  assert.equal((await primary.end()).code, 0, primary.stderr);
}

/** Writes and reads all that comes until the other side closes. */
async function send(file, bytes) {
  const socket = net.connect(file);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  socket.on('error', () => {}).write(bytes);
  await new Promise((resolve) => socket.on('close', resolve));
  return text;
}

const ask = async (file, request) =>
  JSON.parse(await send(file, `${JSON.stringify({ version: 1, ...request })}\n`));

test('who may, and what is answered', { skip }, async (t) => {
  const primary = begin(t, path.join('control', 'app.sock'));
  const file = path.join(primary.folder, 'control', 'app.sock');
  await primary.next('port');
  await primary.until(() => fs.existsSync(file), 'the socket');
  assert.deepEqual(
    [fs.statSync(file).mode & 0o777, fs.statSync(path.dirname(file)).mode & 0o777],
    [0o600, 0o700],
  );

  const { version, ok, result } = await ask(file, { verb: 'stats' });
  assert.deepEqual(
    [version, ok, result.name, result.verbs],
    [1, true, 'program', ['stats', 'watch']],
  );
  assert.equal(result.workers.length, 1);
  for (const [request, code] of [
    [{ verb: 'reload' }, 'ERR_GOCLUSTER_CONTROL'],
    [{ verb: '__proto__' }, 'ERR_GOCLUSTER_CONTROL'],
    [{ verb: 'stats', version: 2 }, 'ERR_GOCLUSTER_CONTROL'],
    [{ verb: 'watch', interval: 1 }, 'ERR_OUT_OF_RANGE'],
    [{ verb: 'watch', interval: '1' }, 'ERR_INVALID_ARG_TYPE'],
  ]) {
    const { ok: isOk, error } = await ask(file, request);
    assert.deepEqual([isOk, error.code], [false, code]);
  }

  const watching = net.connect(file);
  watching.write('{"version":1,"verb":"watch","interval":100}\n');
  let lines = '';
  watching.setEncoding('utf8').on('data', (text) => (lines += text));
  await until(() => lines.split('\n').length > 3, 'three answers');
  const times = lines
    .split('\n')
    .slice(0, 3)
    .map((line) => JSON.parse(line).result.time);
  assert.ok(times[0] < times[1] && times[1] < times[2], `${times}`);

  const another = begin(t, file);
  const [code, message] = await another.next('warning');
  assert.equal(code, 'GOCLUSTER_CONTROL');
  assert.match(message, /another process listens on .*app\.sock already; it is tried again/);
  assert.equal(
    (await ask(file, { verb: 'stats' })).result.primary.pid,
    primary.pid,
    'it has its socket still',
  );

  primary.kill('SIGKILL');
  await primary.exit();
  await until(
    async () => (await ask(file, { verb: 'stats' }).catch(() => ({}))).ok,
    'an answer of the other one, which has the name now',
  );
  assert.equal((await ask(file, { verb: 'stats' })).result.primary.pid, another.pid);
  another.kill('SIGKILL');
  await another.exit();
  assert.ok(fs.existsSync(file), 'stale');
  const next = begin(t, file);
  await next.next('port');
  await until(async () => (await ask(file, { verb: 'stats' }).catch(() => ({}))).ok, 'its answer');
  assert.equal((await ask(file, { verb: 'stats' })).result.primary.pid, next.pid);
  // Who watches does not keep it.
  net
    .connect(file)
    .on('error', () => {})
    .write('{"version":1,"verb":"watch","interval":100}\n');
  await end(next);
  assert.ok(!fs.existsSync(file), 'it has taken its socket away');
});

test('no socket where others may write, or where something else is', { skip }, async (t) => {
  for (const prepare of [
    (folder) => fs.chmodSync(folder, 0o777),
    (folder) => fs.writeFileSync(path.join(folder, 'app.sock'), 'mine'),
  ]) {
    const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'gocluster-control-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    prepare(folder);
    const before = fs.readdirSync(folder);
    const primary = begin(t, path.join(folder, 'app.sock'));
    const [code, message] = await primary.next('warning');
    assert.equal(code, 'GOCLUSTER_CONTROL');
    assert.match(message, /others than this user may write|is no socket/);
    assert.deepEqual(fs.readdirSync(folder), before);
    await end(primary);
  }
});

test('a path that is too long for a socket is not cut off', { skip }, async (t) => {
  const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'gocluster-control-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const primary = begin(t, path.join(folder, 'x'.repeat(120), 'app.sock'));
  const [code, message] = await primary.next('warning');
  assert.equal(code, 'GOCLUSTER_CONTROL');
  assert.match(message, /a socket's path has at most 10[37] bytes/);
  assert.deepEqual(fs.readdirSync(folder), []);
  await end(primary);
});

test('garbage, a flood, and too many', { skip }, async (t) => {
  const primary = begin(t, path.join('control', 'app.sock'));
  const file = path.join(primary.folder, 'control', 'app.sock');
  await primary.next('port');
  await primary.until(() => fs.existsSync(file), 'the socket');
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = randomBytes(1 + (round % 50) ** 2);
    const text = await send(file, Buffer.concat([bytes, Buffer.from('\n')]));
    assert.equal(JSON.parse(text).ok, false);
  }
  for (const bytes of [
    '[]\n',
    '"stats"\n',
    '{"version":1,"verb":["stats"]}\n',
    '{"version":1}\n',
    '\n\n\n',
    '{"verb":{}}\nmore\n',
    '{"version":1,"verb":"stats"}\n{"version":1,"verb":"stats"}\n',
  ]) {
    assert.equal(JSON.parse(await send(file, bytes)).ok, false, bytes);
  }
  // Without an end of a line, and behind one.
  const flood = Buffer.alloc(8 * 2 ** 20, 'x');
  const long = await send(file, flood);
  assert.ok(long === '' || /too long/.test(JSON.parse(long).error.message));
  const behind = await send(
    file,
    Buffer.concat([Buffer.from('{"version":1,"verb":"stats"}\n'), flood]),
  );
  assert.ok(behind === '' || /more than one line/.test(JSON.parse(behind).error.message));

  const sockets = Array.from({ length: 3 * CONNECTIONS_MAX }, () =>
    net.connect(file).on('error', () => {}),
  );
  let count = 0;
  for (const socket of sockets) socket.on('close', () => count++);
  await until(() => count >= 2 * CONNECTIONS_MAX, 'the others to be cut off');
  assert.equal(count, 2 * CONNECTIONS_MAX);
  for (const socket of sockets) socket.destroy();
  await until(
    async () => (await ask(file, { verb: 'stats' }).catch(() => ({}))).ok,
    'an answer again',
  );
  await end(primary);
  assert.equal(primary.stderr, '');
});

/** A socket of this process. @param {(socket: net.Socket) => void} onConnection @returns {Promise<string>} its path */
async function serving(t, onConnection) {
  const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'gocluster-control-'));
  const server = net.createServer({ allowHalfOpen: true }, onConnection);
  t.after(() => {
    server.close();
    fs.rmSync(folder, { recursive: true });
  });
  await once(server.listen(path.join(folder, 'sock')), 'listening');
  return path.join(folder, 'sock');
}

test('who watches and is gone is noticed before the next result', async (t) => {
  const verbs = {
    async *watch() {
      yield { isFirst: true };
      await new Promise(() => {});
    },
  };
  const connections = new Set();
  const file = await serving(t, (socket) => {
    connections.add(socket.on('close', () => connections.delete(socket)));
    serve(socket, verbs);
  });
  const request = '{"version":1,"verb":"watch"}\n';
  for (const [begin, leave] of [
    ['write', (client) => client.destroy()],
    ['write', (client) => client.end()],
    ['end', () => {}],
  ]) {
    const client = net.connect(file);
    client[begin](request);
    const [line] = await once(client, 'data');
    assert.ok(JSON.parse(line).result.isFirst);
    leave(client);
    await until(() => connections.size === 0, 'the end of the connection');
  }
});

test('who never reads is cut off', async (t) => {
  const big = 'x'.repeat(2 ** 20);
  let made = 0;
  const verbs = {
    async *watch() {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield { made: made++, big };
      }
    },
  };
  let served;
  const file = await serving(t, (socket) => serve((served = socket), verbs));
  const client = net.connect(file).on('error', () => {});
  t.after(() => client.destroy());
  client.write('{"version":1,"verb":"watch"}\n');
  await until(() => served?.writableLength > 0, 'something to be unread');
  let most = 0;
  await until(() => {
    most = Math.max(most, served.writableLength);
    return served.destroyed;
  }, 'the end of the connection');
  // On a busy machine fewer are made until it is cut off.
  assert.ok(made > 5 && most < 3 * big.length, `${made} were made, ${most} bytes waited at most`);
});

const noRoot = process.getuid() !== 0 && 'only root can become another user';
test('another user gets nothing, whatever the mode', { skip: skip || noRoot }, async (t) => {
  const primary = begin(t, path.join('control', 'app.sock'));
  const file = path.join(primary.folder, 'control', 'app.sock');
  await primary.next('port');
  await primary.until(() => fs.existsSync(file), 'the socket');
  const connect = `const s = require('node:net').connect(${JSON.stringify(file)});
    s.on('error', ({ code }) => console.log(code)).on('data', String).on('close', () => console.log('closed', s.bytesRead));
    s.write('{"version":1,"verb":"stats"}\\n');`;
  const user = someUser();
  const asAnother = async () => {
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', connect], { uid: user, gid: user, cwd: '/' });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    await once(child, 'close');
    return text;
  };
  assert.match(await asAnother(), /^EACCES/);
  fs.chmodSync(path.dirname(file), 0o755);
  fs.chmodSync(file, 0o666);
  assert.match(await asAnother(), /closed 0\n$/);
  assert.ok((await ask(file, { verb: 'stats' })).ok);
  await end(primary);
});
