'use strict';
// A Unix socket in a folder whose file system is full, or cannot be written to: the server's 'error' event
// has what the built-in gives, and the same listen works when there is room again.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { both } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');
const { through } = require('./shortage.js');

const INODES = 8;
const noMount =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status !== 0 &&
  'needs unshare (util-linux) and the right to mount in a namespace of its own';

function program(report) {
  const cluster = require('node:cluster');
  const { execFileSync } = require('node:child_process');
  const fs = require('node:fs');
  const net = require('node:net');
  const [folder, kind] = process.argv.slice(2);
  if (cluster.isPrimary) {
    cluster.fork().on('exit', (code) => report('worker exit', code));
    return;
  }
  const names = [];
  if (kind === 'full') {
    try {
      for (;;) {
        fs.writeFileSync(`${folder}/${names.length}`, '');
        names.push(`${folder}/${names.length}`);
      }
    } catch (error) {
      report('file', error.code);
    }
  } else {
    execFileSync('mount', ['-o', 'remount,ro', folder]);
  }
  const path = `${folder}/socket`;
  const server = net.createServer((socket) => socket.end('served'));
  server.once('error', ({ message, code, errno, syscall, address, port }) => {
    report('error', { message, code, errno, syscall, address, port });
    for (const name of names) fs.unlinkSync(name);
    if (kind !== 'full') execFileSync('mount', ['-o', 'remount,rw', folder]);
    server.listen(path, () => {
      report('listening');
      net.connect(path).on('data', (data) => {
        report('answer', String(data));
        cluster.worker.disconnect();
      });
    });
  });
  server.listen(path);
}

for (const [kind, code] of [
  ['full', 'ENOSPC'],
  ['read-only', 'EROFS'],
]) {
  test(`a Unix socket where the file system is ${kind}`, { skip: noMount }, async (t) => {
    const place = folder(t);
    const mount = `mount -t tmpfs -o size=64k,nr_inodes=${INODES} none '${place}'`;
    const inside = through(t, mount);
    const command = through(t, `exec unshare -rm '${inside}' "$@"`);
    const { builtin, tested } = await both(t, program, { command, args: [place, kind] });
    assert.deepEqual(tested, builtin);
    assert.equal(Object.fromEntries(tested).error.code, code);
    assert.equal(Object.fromEntries(tested).answer, 'served');
  });
}
