'use strict';

// PM2's cluster mode instead of a primary: a PM2 daemon with a folder of its own runs bench/server.js as the workers of its cluster.
// This program passes reports and commands between the workers and bench/cluster.js. PM2 comes from the tests with packages from npm:
// run `npm ci` in test-node/ecosystem.
//
// argv[2] is as for bench/server.js.

const fs = require('node:fs');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-bench-pm2-'));
Object.assign(process.env, {
  PM2_HOME: home,
  PM2_DISABLE_VERSION_CHECK: 'true',
  PM2_NO_INTERACTION: 'true',
  PM2_SILENT: 'true',
});
// Without this file PM2 would look for its newest version.
fs.writeFileSync(path.join(home, 'touch'), '');
process.once('exit', () => fs.rmSync(home, { recursive: true, force: true }));

const pm2 = createRequire(path.join(__dirname, '../test-node/ecosystem/package.json'))('pm2');
const call = (name) => promisify(pm2[name].bind(pm2));

main().catch(fail);
process.once('uncaughtException', fail); // PM2 throws like this if it refuses a setting

/** Ends the daemon, too, which would otherwise stay. */
async function fail(error) {
  console.error(error);
  await call('killDaemon')().catch(() => {});
  process.exit(1);
}

async function main() {
  const settings = JSON.parse(process.argv[2]);
  await call('connect')();
  const primary = Number(fs.readFileSync(path.join(home, 'pm2.pid'), 'utf8'));
  const begun = process.hrtime.bigint();
  const bus = await call('launchBus')();
  bus.on('process:msg', ({ raw }) => {
    const sinceFork = Number(process.hrtime.bigint() - begun) / 1e6;
    process.send({ ...raw, primary, sinceFork });
  });
  process.on('message', (command) => obey(command));
  process.on('disconnect', () => obey({ act: 'exit' }));
  await call('start')({
    name: 'bench',
    script: path.join(__dirname, 'server.js'),
    args: [JSON.stringify(settings)],
    instances: settings.workers,
    exec_mode: 'cluster',
    min_uptime: 100, // the least that PM2 accepts: no back-off for workers that are killed
    max_restarts: 1_000_000,
  });
}

async function obey({ first = 0, workers = Infinity, ...command }) {
  if (command.act === 'exit') {
    await call('killDaemon')().catch(() => {});
    process.exit();
  }
  const list = await call('list')();
  for (const { pm_id: id } of list.slice(first, first + workers)) {
    await call('sendDataToProcessId')(id, { topic: 'bench', data: command });
  }
}
