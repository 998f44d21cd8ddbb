'use strict';

// GOCLUSTER_CONTROL=PATH: a control socket for any program with a primary, from its first fork on. lib/take_over.js loads this file if
// the variable is set, and no other file of this folder.

const fs = require('node:fs');
const path = require('node:path');
const cluster = require('../lib/cluster');
const { ControlSocket } = require('./control_socket');
const { observing } = require('./control_verbs');

const nameOf = () => path.basename(process.argv[1] ?? 'node', path.extname(process.argv[1] ?? ''));

/** Warns if there can be no control socket: the program runs without it. */
async function open(file) {
  const verbs = observing((stats) => ({ name: nameOf(), verbs: Object.keys(verbs), ...stats }));
  const socket = new ControlSocket(verbs);
  try {
    await socket.open(file);
  } catch ({ message }) {
    process.emitWarning(`There is no control socket: ${message}`, { code: 'GOCLUSTER_CONTROL' });
    return;
  }
  const { pid } = process;
  process.once('exit', () => {
    if (process.pid === pid) fs.rmSync(file, { force: true });
  });
}

/** @param {string} file relative to the working directory of this moment */
function control(file) {
  const whole = path.resolve(file);
  if (Object.keys(cluster.workers).length > 0) open(whole);
  else cluster.once('fork', () => open(whole));
}

module.exports = control;
