'use strict';

// The unit of docs/run.md: start, reload, restart, stop, upgrades, crashes, the watchdog, hardening, instances. Used by run.js.

const assert = require('node:assert/strict');
const { allBlocks } = require('../documents/blocks.js');
const { until } = require('../support/deadline.js');
const { NODE } = require('./container.js');
const { Unit } = require('./unit.js');

const PORT = 8000;
const URL = `http://127.0.0.1:${PORT}`;
/** How long a slow request takes: longer than anything is waited for by mistake. */
const SLOW_MS = 4000;

const SERVER = `
require('node:http').createServer((request, response) => {
  if (request.url !== '/slow') return response.end(String(process.ppid));
  console.log('asked for the slow one');
  setTimeout(() => response.end('whole'), ${SLOW_MS});
}).listen(process.env.PORT ?? ${PORT});
`;

const { text: UNIT } = allBlocks().find(
  ({ file, language }) => file === 'docs/run.md' && language === 'ini',
);

/** The unit, with more settings. */
async function service(container, settings = '', server = SERVER) {
  container.project('/srv/shop', { 'server.js': server });
  const unit = new Unit(container, 'shop.service');
  await unit.install(`${UNIT}${settings}\n`);
  await unit.do('start');
  await unit.isRunning();
  return unit;
}

/** A request that lasts, and has been read. @returns {Promise<{answer: Promise<string>}>} */
async function slowly(unit) {
  const count = async () => (await unit.log()).split('asked for the slow one').length;
  const before = await count();
  const answer = unit.ask(`${URL}/slow`);
  answer.catch(() => {});
  await until(async () => (await count()) > before, 'a request');
  return { answer };
}

/** The service ends within the time of a request, with that answered. */
async function endsWhole(unit) {
  const { answer } = await slowly(unit);
  await unit.do('stop');
  assert.equal(await answer, 'whole');
  await unit.hasEnded();
}

/** By the command, as a user of the machine. */
function upgrade(container, ...options) {
  const words = ['sh', '-c', 'cd /srv/shop && exec "$@"', 'sh', NODE];
  return container.do(...words, 'node_modules/.bin/gocluster', 'upgrade', ...options);
}

/** Does what replaces the main process, and waits for that. */
async function byNewMain(unit, action) {
  const before = await unit.mainPid();
  await action();
  await until(async () => (await unit.mainPid()) !== before, 'another main process');
  await unit.isRunning();
}

const upgradeOnce = (container, unit) => byNewMain(unit, () => upgrade(container));

async function starts(container) {
  const unit = await service(container);
  await unit.until('StatusText', '2 workers ready, 2 wanted');
  assert.equal(await unit.show('Type'), 'notify');
  const pid = await unit.mainPid();
  const answers = await unit.underLoad(PORT, async () => {
    await unit.do('reload');
    assert.match(await unit.log(), /reload: done, 2 replaced/);
  });
  assert.deepEqual(answers, [`${pid}`]);
  assert.equal(await unit.mainPid(), pid);
  await unit.do('restart');
  await unit.isRunning();
  assert.equal(await unit.ask(URL), `${await unit.mainPid()}`);
  await endsWhole(unit);
}

async function failsToReload(container) {
  const unit = await service(container);
  const pid = await unit.mainPid();
  await unit.underLoad(PORT, async () => {
    container.write('/srv/shop/server.js', 'throw new Error("no database")');
    await assert.rejects(unit.do('reload'));
  });
  await unit.isRunning();
  assert.equal(await unit.mainPid(), pid);
  assert.match(await unit.log(), /no database/);
  await endsWhole(unit);
}

/** Workers of before and of after the reload have long requests when the service is told to end. */
async function stopsWhileReloading(container) {
  const unit = await service(container);
  const both = [await slowly(unit), await slowly(unit)];
  const reloaded = unit.do('reload').catch(() => {});
  await until(async () => /reload: begins[^]*is ready/.test(await unit.log()), 'a reload');
  await unit.do('stop');
  for (const { answer } of both) assert.equal(await answer, 'whole');
  await reloaded;
  await unit.hasEnded('signal'); // of the command that reloads
}

async function failsToStart(container) {
  container.project('/srv/shop', { 'server.js': 'throw new Error("no database")' });
  const unit = new Unit(container, 'shop.service');
  await unit.install(UNIT.replace(/^Restart=.*$/m, ''));
  await assert.rejects(unit.do('start'));
  assert.equal(await unit.show('Result'), 'exit-code');
  assert.match(await unit.log(), /no database/);
}

const upgrades = (killMode) => async (container) => {
  const unit = await service(container, `KillMode=${killMode}`);
  await unit.underLoad(PORT, async () => {
    await upgradeOnce(container, unit);
    await upgradeOnce(container, unit);
    await unit.do('reload');
    await byNewMain(unit, () => unit.do('kill', '--signal', 'USR2', '--kill-who', 'main'));
  });
  assert.equal(await unit.show('NRestarts'), '0');
  assert.doesNotMatch(await unit.log(), /not our child/);
  await endsWhole(unit);
};

async function failedUpgrade(container) {
  const unit = await service(container);
  const pid = await unit.mainPid();
  await unit.underLoad(PORT, async () => {
    container.write('/srv/shop/server.js', 'throw new Error("no database")');
    await assert.rejects(upgrade(container), /no database/);
    await unit.isRunning();
    assert.equal(await unit.mainPid(), pid);
  });
  await endsWhole(unit);
}

async function crashes(container) {
  const unit = await service(container);
  await unit.do('kill', '--signal', 'KILL', '--kill-who', 'main');
  await unit.until('NRestarts', '1');
  await unit.until('SubState', 'running');
  await upgradeOnce(container, unit);
  // The process that systemd has not started itself is watched, too.
  await unit.do('kill', '--signal', 'KILL', '--kill-who', 'main');
  await unit.until('NRestarts', '2');
  await unit.until('SubState', 'running');
  assert.equal(await unit.answers(URL), `${await unit.mainPid()}`);
  await endsWhole(unit);
}

async function crashesWhileOldDrains(container) {
  const unit = await service(container);
  const { answer } = await slowly(unit);
  await upgradeOnce(container, unit);
  await unit.do('kill', '--signal', 'KILL', '--kill-who', 'main');
  await unit.until('NRestarts', '1');
  await unit.until('SubState', 'running');
  await answer.catch(() => {});
  assert.equal(await unit.answers(URL), `${await unit.mainPid()}`);
  await endsWhole(unit);
}

async function watchdog(container) {
  const unit = await service(container, 'WatchdogSec=3');
  for (const restarts of ['1', '2']) {
    // Longer than the period: it is fed, by the process that an upgrade has started, too.
    const answer = unit.ask(`${URL}/slow`);
    assert.equal(await answer, 'whole');
    await unit.do('kill', '--signal', 'STOP', '--kill-who', 'main');
    await unit.until('NRestarts', restarts);
    await unit.until('SubState', 'running');
    assert.match(await unit.log(), /Watchdog timeout/);
    await upgradeOnce(container, unit);
  }
  await endsWhole(unit);
}

const HARDENING = `
DynamicUser=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
CapabilityBoundingSet=
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
SystemCallFilter=@system-service @pkey
LimitNOFILE=65536
RuntimeDirectory=shop
Environment=XDG_RUNTIME_DIR=/run/shop
`;

async function hardened(container) {
  const unit = await service(container, HARDENING);
  await unit.underLoad(PORT, async () => {
    await unit.do('reload');
    await byNewMain(unit, () => unit.do('kill', '--signal', 'USR2', '--kill-who', 'main'));
  });
  const words = ['env', 'XDG_RUNTIME_DIR=/run/shop', NODE, '/opt/gocluster/cli/index.js', 'status'];
  assert.match(await container.do(...words), /ready/);
  assert.doesNotMatch(await unit.log(), /GOCLUSTER_|warning|not our child/i);
  await endsWhole(unit);
}

async function noExecutableMemory(container) {
  container.project('/srv/shop', { 'server.js': SERVER });
  const unit = new Unit(container, 'shop.service');
  await unit.install(`${UNIT.replace(/^Restart=.*$/m, '')}MemoryDenyWriteExecute=yes\n`);
  await assert.rejects(unit.do('start'), 'as the document says');
}

async function instances(container) {
  container.project('/srv/shop', { 'server.js': SERVER });
  const template = new Unit(container, 'shop@.service');
  await template.install(
    `${UNIT.replaceAll('--name shop', '--name shop-%i')}Environment=PORT=%i\n`,
  );
  const units = [8001, 8002].map((port) => new Unit(container, `shop@${port}.service`));
  for (const unit of units) await unit.do('start');
  for (const [i, unit] of units.entries()) {
    await unit.until('StatusText', '2 workers ready, 2 wanted');
    assert.equal(await unit.ask(`http://127.0.0.1:${8001 + i}`), `${await unit.mainPid()}`);
    await unit.do('reload');
    assert.match(await unit.log(), /reload: done, 2 replaced/);
  }
  for (const unit of units) {
    await unit.do('stop');
    await unit.hasEnded();
  }
}

const CHECKS = [
  { name: 'start, reload, restart, stop', check: starts },
  { name: 'a start that fails', check: failsToStart },
  { name: 'a reload that fails', check: failsToReload },
  { name: 'stop while reloading', check: stopsWhileReloading },
  ...['control-group', 'mixed', 'process'].map((mode) => ({
    name: `upgrade, KillMode=${mode}`,
    check: upgrades(mode),
  })),
  { name: 'an upgrade that fails', check: failedUpgrade },
  { name: 'crash, and crash after an upgrade', check: crashes },
  { name: 'crash while the old process drains', check: crashesWhileOldDrains },
  { name: 'watchdog', check: watchdog },
  { name: 'hardening', check: hardened },
  { name: 'MemoryDenyWriteExecute', check: noExecutableMemory },
  { name: 'instances of a template', check: instances },
];

module.exports = { CHECKS, HARDENING, SERVER, UNIT, byNewMain, upgrade };
