'use strict';

// The example systemd-socket, started by its .service's command with the descriptor and variables
// that systemd gives: connections wait while it starts and restarts, and none is refused.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { BUILTIN, start } = require('../support/run');
const { ROOT, portOf, request, startExample, words } = require('./example');

const EXAMPLE = path.join(ROOT, 'examples', 'systemd-socket');
const CLIENTS = 4;

/** Starts the stand-in for systemd, which holds the socket: { parent, where }. */
async function holdSocket(t, address) {
  const service = fs.readFileSync(path.join(EXAMPLE, 'hello.service'), 'utf8');
  const [, command] = service.match(/^ExecStart=(.*)$/m);
  const parent = start(
    t,
    [process.execPath, path.join(__dirname, 'socket-parent.js'), address, ...words(command)],
    { cwd: EXAMPLE, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const [, where] = await parent.prints(/^socket (.*)$/m);
  const socketPath = Number(where) > 0 ? undefined : where;
  return { parent, where: socketPath ? { socketPath } : { port: Number(where) } };
}

/** Runs the service once: clients that came before it are served, and it stops on SIGTERM. */
async function runOnce(parent, where, run) {
  const waiting = Array.from({ length: CLIENTS }, () => request(where));
  parent.child.stdin.write('start\n');
  const pids = new Set();
  for (const { status, body } of await Promise.all(waiting)) {
    assert.equal(status, 200);
    pids.add(Number(body.match(/^hello from (\d+)\n$/)[1]));
  }
  assert.equal(pids.size, 1, 'one primary');
  // SIGTERM only when every worker is up, as the listening line cannot tell.
  await request(where);
  const [pid] = pids;
  process.kill(pid, 'SIGTERM');
  await parent.until(
    () => parent.stdout.match(/^ended .*$/gm)?.length === run,
    `the end of run ${run}`,
  );
  return pid;
}

async function restarts(t, address) {
  const { parent, where } = await holdSocket(t, address);
  const first = await runOnce(parent, where, 1);
  const second = await runOnce(parent, where, 2);
  assert.notEqual(first, second);
  assert.deepEqual(parent.lines.slice(1), [
    "listening on systemd's socket",
    'ended 0 null',
    "listening on systemd's socket",
    'ended 0 null',
  ]);
  assert.equal(parent.stderr, '');
}

test('a TCP socket of systemd', (t) => restarts(t, '0'));

// Node's own cluster fails there: bind EEXIST.
const skip = BUILTIN && "Node's own cluster cannot listen on the descriptor of a Unix socket";
test('a Unix socket of systemd', { skip }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-systemd-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  await restarts(t, path.join(folder, 'hello.sock'));
});

test('without systemd it listens on PORT', async (t) => {
  // Variables of another process, as a shell under systemd may have, do not count.
  const program = startExample(t, 'systemd-socket', { env: { LISTEN_PID: '1', LISTEN_FDS: '1' } });
  const port = await portOf(program);
  assert.equal((await request({ port })).body, `hello from ${program.pid}\n`);
  process.kill(program.pid, 'SIGTERM');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});

test('the socket unit names the default port', () => {
  const unit = fs.readFileSync(path.join(EXAMPLE, 'hello.socket'), 'utf8');
  assert.match(unit, /^ListenStream=8000$/m);
});
