'use strict';

// Counts the requests that fail while a service is reloaded again and again, under gocluster run and under PM2's cluster mode. Run by
// hand, after `npm ci` in the folder above: node test-node/ecosystem/reloads/run.js [--reloads 100] [--rate 500] [--workers 2]
// [--managers gocluster,pm2] [--kinds short,kept,...]

const { execFile, spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { parseArgs, promisify } = require('node:util');
const { KINDS } = require('./kinds');

const run = promisify(execFile);
const CLI = path.join(__dirname, '../../../cli/index.js');
const PM2 = path.join(__dirname, '../node_modules/pm2/bin/pm2');
const SERVER = path.join(__dirname, 'server.js');

const { values } = parseArgs({
  options: {
    reloads: { type: 'string', default: '100' },
    rate: { type: 'string', default: '500' },
    workers: { type: 'string', default: '2' },
    managers: { type: 'string', default: 'gocluster,pm2' },
    kinds: { type: 'string', default: Object.keys(KINDS).join(',') },
  },
});

/** Three ports in a row that are free. */
async function freePorts() {
  for (;;) {
    const servers = [net.createServer().listen(0)];
    await new Promise((resolve) => servers[0].once('listening', resolve));
    const { port } = servers[0].address();
    for (const next of [port + 1, port + 2]) servers.push(net.createServer().listen(next));
    const free = await Promise.all(
      servers
        .slice(1)
        .map(
          (server) =>
            new Promise((resolve) =>
              server.once('listening', () => resolve(true)).once('error', () => resolve(false)),
            ),
        ),
    );
    servers.forEach((server) => server.close());
    if (free.every(Boolean)) return port;
  }
}

const MANAGERS = {
  async gocluster(base, folder) {
    const env = { ...process.env, BASE_PORT: `${base}`, XDG_RUNTIME_DIR: folder };
    const options = [
      '-w',
      values.workers,
      '-q',
      '--name',
      'reloads',
      '--drain-message',
      'shutdown',
      '--settle-time',
      '0',
    ];
    const child = spawn(process.execPath, [CLI, 'run', ...options, SERVER], {
      env,
      stdio: 'inherit',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const ask = (verb) => run(process.execPath, [CLI, verb, '--name', 'reloads'], { env });
    return { reload: () => ask('reload'), stop: () => (child.kill('SIGTERM'), ended) };
  },
  async pm2(base, folder) {
    const env = {
      ...process.env,
      BASE_PORT: `${base}`,
      PM2_HOME: folder,
      PM2_DISABLE_VERSION_CHECK: 'true',
    };
    const ask = (...args) => run(process.execPath, [PM2, ...args], { env });
    // As long as gocluster lets what lasts finish.
    await ask(
      'start',
      SERVER,
      '-i',
      values.workers,
      '--name',
      'reloads',
      '--kill-timeout',
      '30000',
    );
    return { reload: () => ask('reload', 'reloads'), stop: () => ask('kill') };
  },
};

async function listening(port) {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const isThere = await new Promise((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    );
    socket.destroy();
    if (isThere) return;
    await delay(50);
  }
}

/** Clients of one kind, which together make the rate, until they are stopped. */
function load(kind, ports) {
  const { clients, of } = KINDS[kind];
  const pause = (1000 * clients) / Number(values.rate);
  const counts = { served: 0, failed: 0, reasons: {} };
  let isStopped = false;
  const one = async () => {
    const once = of(ports);
    await delay(Math.random() * pause);
    while (!isStopped) {
      const next = Date.now() + pause;
      try {
        const count = await once();
        counts.served += typeof count === 'number' ? count : 1;
      } catch (error) {
        counts.failed++;
        const reason = error.code ?? error.message;
        counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
      }
      await delay(Math.max(0, next - Date.now()));
    }
  };
  const running = Promise.all(Array.from({ length: clients }, one));
  return () => {
    isStopped = true;
    return Promise.race([running, delay(10_000, null, { ref: false })]).then(() => counts);
  };
}

async function measure(manager, kind) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reloads-'));
  const base = await freePorts();
  const service = await MANAGERS[manager](base, folder);
  await listening(base + 2);
  const stop = load(kind, { plain: base, secure: base + 1, http2: base + 2 });
  const started = Date.now();
  let reloads = 0;
  while (reloads < Number(values.reloads)) {
    await service.reload();
    reloads++;
  }
  const seconds = (Date.now() - started) / 1000;
  const { served, failed, reasons } = await stop();
  await service.stop();
  fs.rmSync(folder, { recursive: true, force: true });
  const rate = Math.round(served / seconds);
  console.log(
    JSON.stringify({
      kind,
      manager,
      reloads,
      seconds: Math.round(seconds),
      served,
      rate,
      failed,
      reasons,
    }),
  );
}

async function main() {
  for (const kind of values.kinds.split(',')) {
    for (const manager of values.managers.split(',')) await measure(manager, kind);
  }
  process.exit();
}

main();
