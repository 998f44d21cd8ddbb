'use strict';

// Socket activation: the units of examples/systemd-socket, and an unchanged server under `gocluster run` with a socket unit; and the unit
// of docs/operations.md. Used by run.js.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { block } = require('../documents/blocks.js');
const { until } = require('../support/deadline.js');
const { SERVER, UNIT, HARDENING, byNewMain, upgrade } = require('./service.js');
const { Unit } = require('./unit.js');

const EXAMPLES = path.resolve(__dirname, '../../examples');
const PORT = 8000;
const URL = `http://127.0.0.1:${PORT}`;
const UNIX = '/run/shop.sock';

const read = (...names) => fs.readFileSync(path.join(EXAMPLES, ...names), 'utf8');

/** A socket that is listened on, and its service, which is not started. */
async function activated(container, name, socketText, serviceText) {
  const socket = new Unit(container, `${name}.socket`);
  const unit = new Unit(container, `${name}.service`);
  await socket.install(socketText);
  await unit.install(`[Unit]\nStartLimitIntervalSec=0\n${serviceText}`);
  await socket.do('start');
  assert.equal(await unit.show('ActiveState'), 'inactive');
  return { socket, unit };
}

/** The service goes and comes: no request fails. It is killed: none is refused. */
async function goesAndComes(unit) {
  await unit.underLoad(PORT, async () => {
    await unit.do('restart');
    await unit.do('restart');
  });
  const before = await unit.mainPid();
  const { failures, closed } = await unit.loaded(PORT, async () => {
    await unit.do('kill', '--signal', 'KILL', '--kill-who', 'main');
    await until(async () => ![0, before].includes(await unit.mainPid()), 'another process');
    await unit.answers(URL);
  });
  assert.deepEqual(
    failures.filter((failure) => failure.includes('REFUSED')),
    [],
  );
  assert.equal(closed, 0);
}

async function ends({ socket, unit }) {
  await socket.do('stop');
  await unit.do('stop');
  await unit.hasEnded();
  await socket.hasEnded();
}

async function example(container) {
  const name = 'systemd-socket';
  container.project('/srv/hello', { 'server.js': read(name, 'server.js') });
  const texts = ['hello.socket', 'hello.service'].map((file) => read(name, file));
  const both = await activated(container, 'hello', ...texts);
  assert.match(await both.unit.ask(URL), /^hello from \d+$/);
  assert.equal(await both.unit.ask(URL), `hello from ${await both.unit.mainPid()}`);
  await goesAndComes(both.unit);
  await ends(both);
}

const SOCKET = `[Socket]
ListenStream=${PORT}
ListenStream=${UNIX}
[Install]
WantedBy=sockets.target
`;
const TWO = `${SERVER}
require('node:http').createServer((request, response) => response.end('unix')).listen('${UNIX}');
`;

const unchanged = (policy, settings) => async (container) => {
  container.project('/srv/shop', { 'server.js': TWO });
  const service = UNIT.replace(' run ', ` run --policy ${policy} `);
  const both = await activated(container, 'shop', SOCKET, `${service}${settings}`);
  const { unit } = both;
  const asked = () => Promise.all([unit.ask(URL), unit.ask('http://x', '--unix-socket', UNIX)]);
  const [pid, unix] = await asked();
  assert.equal(unix, 'unix');
  assert.equal(pid, `${await unit.mainPid()}`);
  await goesAndComes(unit);
  await unit.isRunning();
  await unit.underLoad(PORT, async () => {
    const byCommand = () => upgrade(container);
    const bySignal = () => unit.do('kill', '--signal', 'USR2', '--kill-who', 'main');
    await byNewMain(unit, settings ? bySignal : byCommand);
    await unit.do('reload');
    await unit.do('restart');
  });
  assert.deepEqual(await asked(), [`${await unit.mainPid()}`, 'unix']);
  assert.equal(await unit.show('NRestarts'), '0'); // since the last start by hand
  // The service stops, and not the socket: the next connection starts it.
  await unit.do('stop');
  await unit.hasEnded();
  await unit.ask(URL);
  assert.equal(await unit.ask(URL), `${await unit.mainPid()}`);
  await ends(both);
};

async function operations(container) {
  container.project('/srv/server', { 'server.js': block('shutdown') });
  const unit = new Unit(container, 'server.service');
  await unit.install(block('unit'));
  await unit.do('start');
  assert.match(await unit.answers(URL), /^done by \d$/);
  await unit.underLoad(PORT, () => unit.answers(URL));
  const answer = unit.ask(URL);
  await unit.answers(URL);
  await unit.do('stop');
  assert.match(await answer, /^done by \d$/);
  await unit.hasEnded();
}

async function rolling(container) {
  const name = 'zero-downtime-restart';
  const files = ['server.js', 'app.js'].map((file) => [file, read(name, file)]);
  container.project('/srv/server', Object.fromEntries(files));
  const unit = new Unit(container, 'server.service');
  await unit.install(block('unit'));
  await unit.do('start');
  await unit.answers(URL);
  const pid = await unit.mainPid();
  const asked = async () =>
    new Set(await Promise.all(Array.from({ length: 8 }, () => unit.ask(URL))));
  const old = await asked();
  await unit.underLoad(PORT, async () => {
    await unit.do('reload'); // which does not wait: systemd knows nothing of it
    await until(
      async () => [...(await asked())].every((answer) => !old.has(answer)),
      'new workers',
    );
  });
  assert.equal(await unit.mainPid(), pid);
  await unit.do('stop');
  await unit.hasEnded();
}

const CHECKS = [
  { name: 'socket: the example', check: example },
  { name: 'socket: gocluster run, round robin', check: unchanged('rr', '') },
  { name: 'socket: gocluster run, SCHED_NONE', check: unchanged('none', '') },
  { name: 'socket: gocluster run, hardened', check: unchanged('rr', HARDENING) },
  { name: "the unit of a primary of one's own", check: operations },
  { name: 'its reload', check: rolling },
];

module.exports = { CHECKS };
