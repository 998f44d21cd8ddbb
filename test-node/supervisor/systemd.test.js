'use strict';

// Proves what systemd is told (sd_notify), by a notification socket of the test's own; that a passed socket is what a worker listens on; and
// that a signal to all processes at once, which is systemd's way, cuts off nothing.

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { test } = require('node:test');
const { until } = require('../support/deadline.js');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { Service } = require('./service.js');

const RECEIVE = `
import socket, struct, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
s.bind(sys.argv[1].replace('@', chr(0)))
print('bound', flush=True)
while True:
  text, more, _, _ = s.recvmsg(4096, socket.CMSG_SPACE(12))
  print(struct.unpack('iii', more[0][2])[0], text.decode().replace(chr(10), ' '), flush=True)`;

const skip = GOCLUSTER_ONLY || (spawnSync('python3', ['--version']).error && 'there is no python3');

/** What systemd takes of it (NotifyAccess=main): from the main process alone, until that names another one. */
function accepted(sent, main) {
  const taken = [];
  for (const { pid, message } of sent) {
    if (pid !== main) continue;
    taken.push({ pid, message });
    main = Number(/^MAINPID=(\d+)/.exec(message)?.[1] ?? main);
  }
  return taken;
}

/** Node has no Unix datagram sockets. */
async function receiver(t, address) {
  const child = spawn('python3', ['-c', RECEIVE, address]);
  t.after(() => child.kill());
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  /** With who has sent them, as the kernel says. */
  const sent = () =>
    text
      .split('\n')
      .slice(1, -1)
      .map((line) => /^(\d+) (.*)$/.exec(line))
      .map(([, pid, message]) => ({ pid: Number(pid), message }));
  const messages = () => sent().map(({ message }) => message);
  await until(() => text.startsWith('bound'), 'the socket');
  return {
    messages,
    sent,
    heard: (pattern) => until(() => messages().find((each) => pattern.test(each)), `${pattern}`),
  };
}

const slow = (report) => {
  report(
    'environment',
    Object.keys(process.env).filter((name) => /NOTIFY|WATCHDOG|LISTEN_/.test(name)),
  );
  const server = require('node:http').createServer((request, response) => {
    if (request.url === '/quick') return response.end(String(process.pid));
    report('asked', process.pid);
    setTimeout(() => response.end('whole'), 1500);
  });
  server.listen(0);
};

function get(port, url) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, path: url, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve).on('error', reject);
    });
    request.on('error', reject);
  });
}

function isClosed(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port);
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', ({ code }) => resolve(code === 'ECONNREFUSED'));
  });
}

test(
  'systemd is told of the start, a reload, the end, and that somebody serves',
  { skip },
  async (t) => {
    const address = `@gocluster-test-${process.pid}-${Date.now()}`;
    const { messages, heard } = await receiver(t, address);
    const env = { NOTIFY_SOCKET: address, WATCHDOG_USEC: '200000' };
    const service = new Service(t, slow, { options: ['-w', '1', '--settle-time', '0'], env });
    await heard(/^READY=1 STATUS=1 workers ready, 1 wanted$/);
    await heard(/^WATCHDOG=1$/);
    assert.deepEqual(await service.program.next('environment'), []);
    const port = await service.port();

    const before = process.hrtime.bigint() / 1000n;
    service.program.kill('SIGHUP');
    const [, time] = /MONOTONIC_USEC=(\d+)/.exec(await heard(/^RELOADING=1 MONOTONIC_USEC/));
    assert.ok(BigInt(time) >= before && BigInt(time) <= process.hrtime.bigint() / 1000n);
    await service.next('reloaded');
    await until(
      () => messages().filter((each) => each.startsWith('READY=1')).length === 2,
      'ready again',
    );

    const answer = get(port, '/');
    await service.program.next('asked');
    service.program.kill('SIGTERM');
    await heard(/^STOPPING=1/);
    await heard(/^EXTEND_TIMEOUT_USEC=\d+$/);
    assert.equal(await answer, 'whole');
    assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  },
);

test(
  'an upgrade: the new process is the main one, and the service does not stop',
  { skip },
  async (t) => {
    const address = `@gocluster-test-upgrade-${process.pid}-${Date.now()}`;
    const { messages, sent, heard } = await receiver(t, address);
    const env = { NOTIFY_SOCKET: address, WATCHDOG_USEC: '200000' };
    const service = new Service(t, slow, { options: ['-w', '1', '--exit-timeout', '100ms'], env });
    const old = service.program.pid;
    await heard(/^WATCHDOG=1$/);
    const { pid } = JSON.parse((await service.ask('upgrade', '--json')).stdout);
    await heard(new RegExp(`^MAINPID=${pid}$`));
    await service.next('exit');
    const before = messages().length;
    await until(
      () => messages().slice(before).includes('WATCHDOG=1'),
      'the watchdog of the new one',
    );
    assert.ok(!messages().some((each) => each.startsWith('STOPPING')), `${messages()}`);
    process.kill(pid, 'SIGTERM');
    await heard(/^STOPPING=1/);
    await service.program.gone();

    // The service is ready all the time. What the new one says before it is the main one systemd does not take, and need not.
    const steps = accepted(sent(), old)
      .map((each) => `${each.pid === old ? 'old' : 'new'} ${each.message.split(/[ =]/)[0]}`)
      .filter((step, i, all) => step !== all[i - 1] && !/STATUS|EXTEND/.test(step));
    // The watchdog is fed until accepting has stopped, which takes a busy machine a while.
    assert.deepEqual(
      steps.slice(0, steps.indexOf('new STOPPING') + 1),
      ['old READY', 'old WATCHDOG', 'old MAINPID', 'new WATCHDOG', 'new STOPPING'],
      JSON.stringify(sent()),
    );
    const said = sent().map((each) => `${each.pid} ${each.message}`);
    const ready = said.findIndex((each) => each.startsWith(`${pid} READY=1`));
    assert.ok(
      ready >= 0 && ready < said.indexOf(`${old} MAINPID=${pid}`),
      'it is named when it is ready',
    );
  },
);

const patient = (report) => {
  const server = require('node:http').createServer((request, response) => {
    report('asked');
    request.resume().on('end', () => response.end());
  });
  server.listen(0);
};

const parentOf = (pid) =>
  Number(/^PPid:\t(\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);

test(
  'the process that an upgrade starts is a child of systemd when it is named the main one',
  { skip },
  async (t) => {
    const address = `@gocluster-test-parent-${process.pid}-${Date.now()}`;
    const { heard } = await receiver(t, address);
    const service = new Service(t, patient, {
      options: ['-w', '1', '--exit-timeout', '100ms'],
      env: { NOTIFY_SOCKET: address },
      // As the main process of a unit.
      launcher: ['sh', '-c', 'SYSTEMD_EXEC_PID=$$ exec "$@"', 'sh'],
    });
    const port = await service.port();
    let main = service.program.pid;
    for (let i = 1; i <= 2; i++) {
      const request = http.request({ port, method: 'POST', agent: false }); // it keeps the old one
      const answered = new Promise((resolve) => request.on('response', resolve));
      request.flushHeaders();
      await service.program.until(() => service.program.all('asked').length === i, 'a request');
      const { pid } = JSON.parse((await service.ask('upgrade', '--json')).stdout);
      await heard(new RegExp(`^MAINPID=${pid}$`));
      const others = service.program.pids();
      assert.ok(others.includes(main), 'the old one is there');
      assert.ok(!others.includes(parentOf(pid)), 'its parent is none of the service');
      request.end();
      (await answered).resume();
      main = pid;
    }

    const failed = await service.ask('upgrade', '--node', '/bin/false');
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /it ended with exit code 1/);
    const { pid } = JSON.parse((await service.ask('status', '--json')).stdout);
    assert.equal(pid, main, 'by the same name');

    // One that says nothing ends with the service.
    const silent = path.join(service.program.folder, 'silent');
    const isThere = `${silent}.is-there`;
    fs.writeFileSync(silent, `#!/bin/sh\n: > ${isThere}\nexec sleep 1000\n`, { mode: 0o755 });
    const cancelled = service.ask('upgrade', '--node', silent);
    await until(() => fs.existsSync(isThere), 'the silent one');
    assert.equal((await service.ask('stop')).code, 0);
    assert.match((await cancelled).stderr, /this process was told to end meanwhile/);
    await service.program.gone();
  },
);

test('a path that nobody listens on is said once, and the service runs', { skip }, async (t) => {
  const env = { NOTIFY_SOCKET: '/nowhere/notify' };
  const service = new Service(t, slow, { options: ['-w', '1'], env });
  await service.ready(1);
  assert.match((await service.next('warning')).message, /systemd is told nothing: ENOENT/);
  service.program.kill('SIGTERM');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  assert.equal(service.said('warning').length, 1);
});

test('a signal to all processes of the service cuts off nothing', async (t) => {
  const service = new Service(t, slow, { options: ['-w', '2'] });
  const port = await service.port();
  await service.ready(2);
  const workers = service.said('ready').map(({ pid }) => pid);
  const answers = [get(port, '/'), get(port, '/')];
  await service.program.until(() => service.program.all('asked').length === 2, 'two requests');
  for (const pid of [...workers, service.program.pid]) process.kill(pid, 'SIGTERM');
  assert.deepEqual(await Promise.all(answers), ['whole', 'whole']);
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('a signal to the supervisor, and then to its workers, cuts off nothing', async (t) => {
  const service = new Service(t, slow, { options: ['-w', '2'] });
  const port = await service.port();
  await service.ready(2);
  const workers = service.said('ready').map(({ pid }) => pid);
  const answers = [get(port, '/'), get(port, '/')];
  await service.program.until(() => service.program.all('asked').length === 2, 'two requests');
  service.program.kill('SIGTERM');
  await until(() => isClosed(port), 'a closed port: they drain');
  for (const pid of workers) process.kill(pid, 'SIGTERM');
  assert.deepEqual(await Promise.all(answers), ['whole', 'whole']);
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('and a worker that does not finish ends when its time is over', async (t) => {
  const endless = (report) => {
    const server = require('node:http').createServer(() => report('asked'));
    server.listen(0);
  };
  // A day: nothing but the first signal of the supervisor may end it.
  const options = ['-w', '1', '--drain-timeout', '1s', '--exit-timeout', '1d'];
  const service = new Service(t, endless, { options });
  const port = await service.port();
  const [{ pid }] = service.said('ready');
  const answer = get(port, '/').catch(({ code }) => code);
  await service.program.next('asked');
  service.program.kill('SIGTERM');
  await until(() => isClosed(port), 'a closed port: it drains');
  process.kill(pid, 'SIGTERM');
  assert.equal(await answer, 'ECONNRESET');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  assert.equal((await service.next('exit')).signal, 'SIGTERM');
});

test('a worker that somebody asks to end is replaced first', async (t) => {
  const service = new Service(t, slow, { options: ['-w', '1', '--settle-time', '0'] });
  const port = await service.port();
  const pid = await get(port, '/quick');
  process.kill(Number(pid), 'SIGTERM');
  assert.match((await service.next('recycle')).reason, /it was asked to end/);
  const { code, wanted } = await service.next('exit');
  assert.deepEqual([code, wanted], [0, true]);
  assert.notEqual(await get(port, '/quick'), pid);
});

test('listen() takes the socket that systemd has passed for the address', { skip }, async (t) => {
  const holder = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const { port } = holder.address();
  t.after(() => holder.close());
  // It is bound already: only the passed one can be listened on.
  const app = `require('node:http').createServer((request, response) => response.end('passed')).listen(${port}, '127.0.0.1');`;
  const service = new Service(t, 'app.js', {
    options: ['-w', '2'],
    files: { 'app.js': app },
    launcher: ['sh', '-c', 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', 'sh'],
    stdio: ['ignore', 'pipe', 'pipe', holder._handle.fd],
  });
  await service.ready(2);
  holder.close();
  assert.equal(await get(port, '/'), 'passed');
});
