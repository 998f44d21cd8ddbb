'use strict';

// GOCLUSTER_CONTROL=PATH: a control socket for any program with a primary, from its first fork on. lib/take_over.js loads this file if
// the variable is set, and no other file of this folder.

const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const cluster = require('../lib/cluster');
const { Predecessor } = require('../lib/predecessor');
const { ControlSocket } = require('./control_socket');
const { observing } = require('./control_verbs');

/** Milliseconds between two checks whether the name leads to this process, or can. */
const LOOK_MS = 2000;

const nameOf = () => path.basename(process.argv[1] ?? 'node', path.extname(process.argv[1] ?? ''));

function warn({ message }) {
  const again = `it is tried again every ${LOOK_MS / 1000} seconds`;
  process.emitWarning(`There is no control socket: ${message}; ${again}`, {
    code: 'GOCLUSTER_CONTROL',
  });
}

/** The program also runs without the socket. It takes the name, also later: when the file was removed, or when its owner has ended. */
async function hold(file) {
  const verbs = observing((stats) => ({ name: nameOf(), verbs: Object.keys(verbs), ...stats }));
  const socket = new ControlSocket(verbs);
  const { pid } = process;
  process.once('exit', () => {
    if (process.pid === pid) socket.close();
  });
  for (let onFailure = warn; ; onFailure = () => {}) {
    if (!socket.isOurs) await socket.open(file, Predecessor.pid).catch(onFailure);
    await wait(LOOK_MS, undefined, { ref: false });
  }
}

/** @param {string} file relative to the working directory of this moment */
function control(file) {
  const whole = path.resolve(file);
  // A predecessor keeps its name until this process can serve.
  const begin = () => {
    if (Predecessor.pid === null) hold(whole);
    else cluster.once('listening', () => hold(whole));
  };
  if (Object.keys(cluster.workers).length > 0) begin();
  else cluster.once('fork', begin);
}

module.exports = control;
