'use strict';

// Builds and runs the load generator (Go, in bench/load).

const { execFile, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');
const binary = path.join(__dirname, 'out', 'load');

// How much longer than planned a run may take before it is ended.
const GRACE_MS = 90_000;

/** @throws when there is no Go, or the generator does not compile */
function build() {
  const arguments_ = ['build', '-o', binary, './bench/load'];
  execFileSync('go', arguments_, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

/**
 * Makes load, and waits until it has ended.
 * @param {object} load
 * @param {number} load.port on 127.0.0.1
 * @param {string} [load.path] of a Unix socket, instead of the port
 * @param {'http'|'tcp'|'tls'} load.protocol
 * @param {boolean} [load.keepAlive]
 * @param {boolean} [load.ping] requests /ping
 * @param {number} [load.pause] milliseconds between two requests of a client, on average, with keepAlive
 * @param {number} [load.clients] closed loop: connections at a time
 * @param {number} [load.rate] open loop: connections a second, with count
 * @param {number} [load.count] connections in all
 * @param {number} [load.warm] milliseconds before the measured time
 * @param {number} [load.duration] milliseconds measured
 * @param {number} [load.timeout] milliseconds after which a connection is hung
 * @param {number[]} [load.pids] whose CPU time is read
 * @returns {Promise<object>} what bench/load prints, see its summary.go
 */
function run(load) {
  const { port, path: socket, keepAlive, ping, pids = [], ...rest } = load;
  const list = socket ? ['-path', socket] : ['-target', `127.0.0.1:${port}`];
  list.push('-pids', pids.join(','));
  if (keepAlive) list.push('-keep-alive');
  if (ping) list.push('-ping');
  for (const name of ['protocol', 'clients', 'rate', 'count']) {
    if (rest[name] !== undefined) list.push(`-${name}`, String(rest[name]));
  }
  for (const name of ['warm', 'duration', 'timeout', 'pause']) {
    if (rest[name] !== undefined) list.push(`-${name}`, `${rest[name]}ms`);
  }
  const limit = (rest.warm ?? 0) + (rest.duration ?? 0) + GRACE_MS;
  return new Promise((resolve, reject) => {
    execFile(binary, list, { timeout: limit }, (error, stdout) => {
      if (error) reject(error);
      else resolve(JSON.parse(stdout));
    });
  });
}

/** @returns {string} a temporary folder with key.pem and cert.pem; the caller removes it */
function makeCertificate() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-bench-'));
  execFileSync(binary, ['certificate', folder], { stdio: 'inherit' });
  return folder;
}

module.exports = { build, run, makeCertificate };
