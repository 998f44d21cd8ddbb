'use strict';

// The paths of control sockets: a folder of the user's own, with one file per service. Used by control.js, control_client.js and others.

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

/** Makes the folder. @throws {Error} if that fails, or if it is another user's, who could have made it in /tmp before */
function prepareFolder() {
  const made = folder();
  makeFolder(made, PRIVATE);
  const stats = fs.lstatSync(made);
  const isOurs = process.getuid === undefined || stats.uid === process.getuid();
  if (!stats.isDirectory() || !isOurs) throw new Error(`${made} is not a folder of this user's`);
  fs.chmodSync(made, PRIVATE);
  removeUnnamed();
}

/** Prepares the folder of a file. One that the user has chosen is prepared where the control socket is opened. @param {string} file */
function prepareFolderOf(file) {
  if (path.dirname(file) === folder()) prepareFolder();
}

/** The path of a file that exists while load balancers believe that the service is leaving. @param {string} file its control socket */
function drainPath(file) {
  return `${file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : file}.drained`;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch ({ code }) {
    return code !== 'ESRCH';
  }
}

/** Removes the sockets of supervisors that were killed before they could rename them. */
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
 * The value of GOCLUSTER_CONTROL. The variable is removed: it is meant for the supervisor and its successor, not for the cluster that it
 * runs on or for the workers.
 *
 * @returns {string | undefined}
 */
function givenPath() {
  given ??= process.env.GOCLUSTER_CONTROL || undefined;
  delete process.env.GOCLUSTER_CONTROL;
  return given;
}

module.exports = { givenPath, socketPath, drainPath, prepareFolder, prepareFolderOf, names };
