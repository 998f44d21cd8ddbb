'use strict';

// Where the control sockets are: in a folder of the user's own, a file a service. Used by control.js and control_client.js.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { makeFolder } = require('../observe/folder');

const PRIVATE = 0o700;
const ENDING = '.sock';

/** @returns {string} the folder, which need not exist */
function folder() {
  const runtime = process.env.XDG_RUNTIME_DIR;
  if (runtime) return path.join(runtime, 'gocluster');
  const user = process.getuid?.() ?? os.userInfo().username;
  return path.join(os.tmpdir(), `gocluster-${user}`);
}

/** @param {string} name */
function socketPath(name) {
  return path.join(folder(), `${name}${ENDING}`);
}

/** @throws {Error} it cannot be made; in /tmp another user could have made it before */
function prepareFolder() {
  const made = folder();
  makeFolder(made, PRIVATE);
  const stats = fs.lstatSync(made);
  const isOurs = process.getuid === undefined || stats.uid === process.getuid();
  if (!stats.isDirectory() || !isOurs) throw new Error(`${made} is not a folder of this user's`);
  fs.chmodSync(made, PRIVATE);
  removeUnnamed();
}

/** A file that is there while a load balancer believes that the service leaves. @param {string} file its control socket */
function drainPath(file) {
  return `${file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : file}.drained`;
}

/** What is bound before it gets the name of the service. @param {string} file that name @param {number} [pid] */
function unnamedPath(file, pid = process.pid) {
  return path.join(path.dirname(file), `.${pid}${ENDING}`);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch ({ code }) {
    return code !== 'ESRCH';
  }
}

/** Removes what supervisors have left behind that were killed before their socket had a name. */
function removeUnnamed() {
  for (const file of fs.readdirSync(folder())) {
    const [, pid] = /^\.(\d+)\.sock$/.exec(file) ?? [];
    if (pid && !isAlive(Number(pid))) fs.rmSync(path.join(folder(), file), { force: true });
  }
}

/** @returns {string[]} the names of services that have a socket, living or not */
function names() {
  try {
    const files = fs.readdirSync(folder()).filter((file) => /^[^.].*\.sock$/.test(file));
    return files.map((file) => file.slice(0, -ENDING.length)).sort();
  } catch {
    return []; // there is no such folder
  }
}

let given;

/**
 * What GOCLUSTER_CONTROL says. The variable is the supervisor's, and its successor's, and not one for the cluster that it runs on, or
 * for the workers.
 *
 * @returns {string | undefined}
 */
function givenPath() {
  given ??= process.env.GOCLUSTER_CONTROL || undefined;
  delete process.env.GOCLUSTER_CONTROL;
  return given;
}

module.exports = { givenPath, socketPath, drainPath, unnamedPath, prepareFolder, names };
