'use strict';

// A PM2 daemon of a test's own, in a folder of its own: for the PM2 tests. It is ended with all it started.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');

const DEADLINE_MS = 300_000;
const POLL_MS = 50;

// PM2 makes its folder, and decides what it tells its makers, at load time: so this comes first.
const HOME = fs.mkdtempSync(path.join(os.tmpdir(), 'pm2-'));
process.env.PM2_HOME = HOME;
process.env.PM2_DISABLE_VERSION_CHECK = 'true';
process.env.PM2_NO_INTERACTION = 'true';
process.env.PM2_SILENT = 'true';
// Else PM2 asks for its newest version as soon as it finds no such file.
fs.writeFileSync(path.join(HOME, 'touch'), '');
const pm2 = require('pm2');
process.once('exit', () => fs.rmSync(HOME, { recursive: true, force: true }));

const call = (name) => promisify(pm2[name].bind(pm2));

class Pm2Daemon {
  #bus;
  #messages = [];

  /**
   * Starts the daemon; it ends with the test. One at a time.
   *
   * @param {object} env the daemon's environment beyond this process's
   */
  static async start(t, env = {}) {
    const daemon = new Pm2Daemon();
    const added = cleanEnvironment(env);
    try {
      await call('connect')();
    } finally {
      for (const [name, value] of Object.entries(added)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
    daemon.pid = Number(fs.readFileSync(path.join(HOME, 'pm2.pid'), 'utf8'));
    t.after(() => daemon.stop());
    daemon.#bus = await call('launchBus')();
    daemon.#bus.on('process:msg', ({ raw }) => daemon.#messages.push(raw));
    return daemon;
  }

  /** Starts a program and waits for the messages by which its processes say that they are up. */
  async run(options) {
    const { instances = 1 } = options;
    await call('start')({ autorestart: true, ...options });
    return this.messages('ready', instances);
  }

  /** The first `count` values that processes have sent under this key. */
  async messages(key, count) {
    const values = () => this.#messages.filter((m) => m && key in m).map((m) => m[key]);
    await until(`${count} messages '${key}'`, () => values().length >= count, this.log);
    return values().slice(0, count);
  }

  async processes() {
    const list = await call('list')();
    return list
      .filter(({ pm2_env: { status } }) => status !== 'stopped')
      .map(({ name, pid, pm2_env: { exec_mode: mode, restart_time: restarts, status } }) => {
        return { name, pid, mode, restarts, status };
      });
  }

  reload(name) {
    return call('reload')(name);
  }

  restart(name) {
    return call('restart')(name);
  }

  delete(name) {
    return call('delete')(name);
  }

  async stop() {
    // First the connection, then the daemon: a client that loses its daemon tries to connect again for ever.
    await call('disconnect')();
    process.kill(this.pid, 'SIGTERM');
    await until('end of the PM2 daemon', () => !isAlive(this.pid), this.log).catch((error) => {
      process.kill(this.pid, 'SIGKILL');
      throw error;
    });
  }

  log() {
    const files = fs.readdirSync(path.join(HOME, 'logs')).map((name) => path.join('logs', name));
    return ['pm2.log', ...files]
      .map((name) => `${name}:\n${fs.readFileSync(path.join(HOME, name), 'utf8')}`)
      .join('\n');
  }
}

/** Puts this into process.env, which the daemon inherits; returns what was there before. */
function cleanEnvironment(env) {
  const before = {};
  // What the test runner and a coverage tool set for this process is not for the daemon.
  const all = {
    NODE_TEST_CONTEXT: undefined,
    NODE_V8_COVERAGE: undefined,
    NODE_OPTIONS: undefined,
  };
  for (const [name, value] of Object.entries({ ...all, ...env })) {
    before[name] = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return before;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for a condition, which nobody announces. */
async function until(what, condition, log = () => '') {
  const end = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`no ${what} within ${DEADLINE_MS} ms\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

module.exports = { Pm2Daemon, isAlive, until };
