'use strict';

// What runs the server that is reloaded: `gocluster run`, and PM2's cluster mode. Used by run.js.

const { execFile, spawn } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');

const run = promisify(execFile);
const CLI = path.join(__dirname, '../../../cli/index.js');
const PM2 = path.join(__dirname, '../node_modules/pm2/bin/pm2');
const SERVER = path.join(__dirname, 'server.js');
/** PM2 gives what lasts as much time as gocluster does. */
const DRAIN_MS = '30000';

/**
 * @param {object} service
 * @param {number} service.base the first of its ports
 * @param {string} service.folder for sockets and files
 * @param {string} service.workers how many
 * @returns {Promise<{reload: () => Promise<unknown>, stop: () => Promise<unknown>}>} started, perhaps not listening yet
 */
async function gocluster({ base, folder, workers }) {
  const env = { ...process.env, BASE_PORT: `${base}`, XDG_RUNTIME_DIR: folder };
  const options = ['-w', workers, '-q', '--name', 'reloads', '--drain-message', 'shutdown'];
  const words = [CLI, 'run', ...options, '--settle-time', '0', SERVER];
  const child = spawn(process.execPath, words, { env, stdio: 'inherit' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    reload: () => run(process.execPath, [CLI, 'reload', '--name', 'reloads'], { env }),
    stop: () => (child.kill('SIGTERM'), ended),
  };
}

async function pm2({ base, folder, workers }) {
  const env = {
    ...process.env,
    BASE_PORT: `${base}`,
    PM2_HOME: folder,
    PM2_DISABLE_VERSION_CHECK: 'true',
  };
  const ask = (...args) => run(process.execPath, [PM2, ...args], { env });
  await ask('start', SERVER, '-i', workers, '--name', 'reloads', '--kill-timeout', DRAIN_MS);
  return { reload: () => ask('reload', 'reloads'), stop: () => ask('kill') };
}

module.exports = { gocluster, pm2 };
