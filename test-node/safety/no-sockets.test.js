'use strict';
// gocluster has no socket that somebody could connect to: nothing in the file system, nothing abstract,
// no port. Its channels are pairs without a name.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { resolve } = require('node:path');
const { test } = require('node:test');
const { BUILTIN } = require('../support/run.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask, folder } = require('../listening/remote/clients.js');
const { coresOf } = require('../process/core.js');

const SEQPACKET = '0005';
const LISTENING = '0A';
const ACCEPTS = 0x10000; // __SO_ACCEPTCON in the flags

/** All sockets that these processes have open, as links of /proc/PID/fd have them. */
function socketsOf(pids) {
  const found = new Set();
  for (const pid of pids) {
    for (const fd of fs.readdirSync(`/proc/${pid}/fd`)) {
      let link;
      try {
        link = fs.readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        continue; // closed since
      }
      const inode = /^socket:\[(\d+)\]$/.exec(link);
      if (inode) found.add(inode[1]);
    }
  }
  return found;
}

const lines = (name) =>
  fs
    .readFileSync(`/proc/net/${name}`, 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim().split(/\s+/));

function unixSockets(inodes) {
  return lines('unix')
    .filter((fields) => inodes.has(fields[6]))
    .map(([, , , flags, type, , , name]) => ({
      accepts: (parseInt(flags, 16) & ACCEPTS) !== 0,
      isChannel: type === SEQPACKET,
      // The primary binds the shorter of a path and the same one from its folder, as the built-in's does.
      name: name && resolve(name),
    }));
}

const ports = (inodes) =>
  ['tcp', 'tcp6', 'udp', 'udp6']
    .flatMap((name) => lines(name).map((fields) => [name, ...fields]))
    .filter(([name, , , , state]) => name.startsWith('udp') || state === LISTENING)
    .filter((fields) => inodes.has(fields[10]))
    .map(([name, , address]) => `${name} ${address}`);

test('only what the program listens on has a name', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const path = `${folder(t)}/socket`;
  await cluster.everywhere(listen, { path });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' }, 'other');
  await ask(port);
  await ask({ path });

  const { pid: primary } = cluster.primary;
  const pids = [primary, ...coresOf(primary), ...cluster.workers.map(({ pid }) => pid)];
  const inodes = socketsOf(pids);
  const sockets = unixSockets(inodes);
  assert.ok(sockets.some(({ isChannel }) => isChannel) || BUILTIN, 'the channels are among them');
  assert.deepEqual(
    sockets.filter(({ accepts }) => accepts),
    [{ accepts: true, isChannel: false, name: path }],
  );
  // A connection that was accepted has its listener's name, too.
  const names = new Set(sockets.map(({ name }) => name));
  names.delete(path);
  assert.deepEqual(names, new Set([undefined]));
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  assert.deepEqual(ports(inodes), [`tcp 0100007F:${hex}`]);
});
