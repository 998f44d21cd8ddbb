'use strict';

// The process of a worker that this process is too short of something to start. It is as a process that
// child_process.fork did not get started: it has no pid, and says why by an 'error' event. Used by primary.js.

const { ChildProcess } = require('node:child_process');
const { errnoOf } = require('./errno');

/** Short of these, child_process.fork does not even make the IPC channel, whose end is a 'disconnect' event. */
const NO_CHANNEL = ['EMFILE', 'ENFILE'].map(errnoOf);

/**
 * @param {Error & {shortage: number}} reason
 * @param {{execArgv: string[], exec: string, args: string[]}} settings
 * @returns {ChildProcess}
 */
function unborn({ shortage }, { execArgv, exec, args }) {
  const child = new ChildProcess();
  child.spawnfile = process.execPath;
  child.spawnargs = [process.execPath].concat(execArgv ?? [], exec, args ?? []);
  // Without a handle kill() does nothing. A handle that no process belongs to would signal the whole process group.
  const handle = child._handle;
  child._handle = null;
  process.nextTick(() => {
    child._handle = handle;
    handle.onexit(shortage, ''); // makes the error, as after a spawn that failed
  });
  if (!NO_CHANNEL.includes(shortage)) setImmediate(() => child.emit('disconnect'));
  return child;
}

module.exports = unborn;
