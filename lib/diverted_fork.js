'use strict';

// Calls a cluster.fork() that somebody has wrapped. The wrapper calls Node's own fork. When that starts the process, the worker gets
// what makes it a worker of gocluster's. Used by primary.js.

const { ChildProcess } = require('node:child_process');
const { Number, apply, arrayConcat, objectKeys } = require('./intrinsics');
const { stringIndexOf, stringSlice } = require('./intrinsics');
const { silenceBuiltin } = require('./messages');

/** @param {string[]} pairs NAME=value, as child_process makes them from an environment */
function environmentOf(pairs) {
  const env = {};
  for (let i = 0; i < pairs.length; i++) {
    const at = stringIndexOf(pairs[i], '=');
    env[stringSlice(pairs[i], 0, at)] = stringSlice(pairs[i], at + 1);
  }
  return env;
}

function pairsOf(env) {
  const names = objectKeys(env);
  const pairs = [];
  for (let i = 0; i < names.length; i++) {
    if (env[names[i]] !== undefined) pairs[pairs.length] = `${names[i]}=${env[names[i]]}`;
  }
  return pairs;
}

/**
 * @param {() => any} call calls the wrapper. If the wrapper calls Node's own fork after it has returned, the worker is one of Node's own
 * @param {(fork: Function, id: number, env: object) => ChildProcess} start starts the worker's process by `fork`, which stands in
 *   for child_process.fork
 * @param {(id: number) => void} started called when Node's own fork has set up the worker
 * @returns {any} what call returns
 */
function divert(call, start, started) {
  const { prototype } = ChildProcess;
  const { spawn } = prototype;
  let id = null;
  let forked;
  prototype.spawn = function (options) {
    prototype.spawn = spawn;
    const env = environmentOf(options.envPairs);
    let result;
    const child = start(
      (exec, args, changed) => {
        const argv = arrayConcat([options.args[0]], changed.execArgv, exec, args ?? []);
        const { stdio } = changed;
        const envPairs = pairsOf(changed.env);
        result = apply(spawn, this, [{ ...options, args: argv, envPairs, stdio }]);
        return this;
      },
      Number(env.NODE_UNIQUE_ID),
      env,
    );
    // If `start` has not started this process, the worker is one of Node's own.
    if (child !== this) return apply(spawn, this, [options]);
    id = Number(env.NODE_UNIQUE_ID);
    forked = this;
    return result;
  };
  try {
    return call();
  } finally {
    prototype.spawn = spawn;
    if (id !== null) {
      silenceBuiltin(forked);
      started(id);
    }
  }
}

module.exports = divert;
