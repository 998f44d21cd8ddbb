'use strict';

// The process of a worker that this process is too short of something to start. It is as a process that
// child_process.fork did not get started: it has no pid, and says why by an 'error' event. Used by primary.js.

const { ChildProcess } = require('node:child_process');

/**
 * @param {Error & {shortage: number}} reason
 * @param {{execArgv: string[], exec: string, args: string[]}} settings
 * @returns {ChildProcess}
 */
function unborn({ shortage }, { execArgv, exec, args }) {
  const child = new ChildProcess();
  child.spawnfile = process.execPath;
  child.spawnargs = [process.execPath].concat(execArgv ?? [], exec, args ?? []);
  // This makes the error, as it does after a spawn that failed.
  process.nextTick(() => child._handle.onexit(shortage, ''));
  return child;
}

module.exports = unborn;
