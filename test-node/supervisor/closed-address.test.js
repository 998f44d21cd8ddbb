'use strict';

// Proves that a replacement need not listen where the old worker has closed its server again: before the reload, or during it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { until } = require('../support/deadline.js');
const { nodeVersion } = require('../listening/remote/start.js');
const { Service } = require('./service.js');

/** Also listens on PLACE, or on the same port of UDP, unless there is a file "later"; until there is a file "close". */
function app() {
  const { createSocket } = require('node:dgram');
  const { createServer } = require('node:net');
  const { existsSync } = require('node:fs');
  const first = createServer().listen(0, () => {
    if (existsSync('later')) return;
    const { PLACE } = process.env;
    const second =
      PLACE === 'udp'
        ? createSocket('udp4').bind(first.address().port)
        : createServer().listen(PLACE.replace('@', '\0'));
    const timer = setInterval(() => {
      if (!existsSync('close')) return;
      clearInterval(timer);
      second.close();
    }, 10);
  });
}

const options = ['-w', '1', '--exit-timeout', '100ms', '--settle-time', '0'];

const PLACES = { 'a path': 'sock', 'an abstract name': `@gocluster-${process.pid}`, UDP: 'udp' };

for (const [when, place, skip = false] of [
  ['before', 'a path'],
  ['during', 'a path'],
  ['before', 'an abstract name', nodeVersion[0] < 20 && 'this Node has none'],
  ['before', 'UDP'],
]) {
  test(`${when} the reload: ${place}`, { skip }, async (t) => {
    const service = new Service(t, app, { options, env: { PLACE: PLACES[place] } });
    const listens = (count) =>
      service.program.until(() => service.said('listening').length === count, `${count} listens`);
    const write = (name) => fs.writeFileSync(path.join(service.program.folder, name), '');
    await listens(2);
    write('later');
    const addresses = async () =>
      JSON.parse((await service.ask('status', '--json')).stdout).workers[0].addresses;
    if (when === 'before') {
      write('close');
      await until(async () => (await addresses()).length === 1, `the end of ${place}`);
    }
    const reloaded = service.ask('reload');
    await listens(3);
    if (when === 'during') write('close');
    assert.deepEqual(await reloaded, { code: 0, stdout: 'reloaded: 1 replaced\n', stderr: '' });
  });
}
