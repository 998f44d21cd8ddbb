'use strict';

// The checks of gocluster doctor, in the order in which things can go wrong. Used by doctor.js.

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { version } = require('../package.json');
const { buildCommand } = require('../lib/errors');
const native = require('../lib/native');
const limits = require('./doctor_limits');

const TRIAL = path.join(__dirname, 'doctor_trial.js');
const TRIAL_TIMEOUT_MS = 30_000;

/** @returns {Promise<import('./doctor').Check[]>} */
async function checks() {
  const addon = loadAddon();
  return [
    check('gocluster', true, `${version}, ${path.dirname(__dirname)}`),
    check('node', true, `${process.version}, ${process.execPath}`),
    platform(),
    check('libc', true, libc()),
    binary(addon),
    core(addon),
    limits.descriptors(),
    limits.backlog(),
    limits.processors(),
    limits.pidfd(addon),
    limits.reusePort(),
    limits.bpf(),
    await handOff(),
  ];
}

function check(name, ok, value) {
  return { name, ok, value };
}

function platform() {
  const reason = native.unsupported();
  const here = `${process.platform}-${process.arch}`;
  return check('platform', !reason, reason ? `${here}: there is no gocluster for ${reason}` : here);
}

function libc() {
  if (process.platform !== 'linux') return 'not looked for';
  const { glibcVersionRuntime } = process.report.getReport().header;
  return glibcVersionRuntime
    ? `glibc ${glibcVersionRuntime}`
    : 'musl: the core is a process of its own';
}

/** The addon, or the reason why there is none. */
function loadAddon() {
  try {
    return native.load();
  } catch (error) {
    return error.unavailable ?? error.cause?.message.split('\n')[0] ?? error.message;
  }
}

function origin(file) {
  return file.includes(`${path.sep}prebuilds${path.sep}`) ? 'prebuilt' : 'built from source';
}

function binary(addon) {
  if (!fs.existsSync(native.ADDON)) {
    return check('binary', false, `none at ${native.ADDON}; to build it: ${buildCommand()}`);
  }
  const found = `${origin(native.ADDON)}, ${native.ADDON}`;
  return typeof addon === 'string'
    ? check('binary', false, `${found}: ${addon}`)
    : check('binary', true, found);
}

function core(addon) {
  if (typeof addon === 'string') return check('core', true, 'not looked for');
  try {
    const file = native.coreFile(addon);
    const found = fs.existsSync(file);
    return check('core', found, found ? file : `none at ${file}`);
  } catch ({ message }) {
    return check('core', false, message);
  }
}

/** Tries a hand-off in a process of its own: whatever goes wrong there is the result of the check. */
function handOff() {
  const env = { ...process.env, NODE_CLUSTER_SCHED_POLICY: 'rr' };
  const options = { env, timeout: TRIAL_TIMEOUT_MS, killSignal: 'SIGKILL' };
  return new Promise((resolve) => {
    execFile(process.execPath, [TRIAL], options, (error, stdout, stderr) => {
      resolve(check('hand-off', ...outcome(error, stdout, stderr)));
    });
  });
}

function outcome(error, stdout, stderr) {
  try {
    const { port, milliseconds, reason } = JSON.parse(stdout);
    return reason
      ? [false, reason]
      : [true, `a worker served a connection on port ${port} after ${milliseconds} ms`];
  } catch {
    if (error?.killed) return [false, `none within ${TRIAL_TIMEOUT_MS / 1000} s`];
    return [false, stderr.trim().split('\n').pop() || String(error?.message)];
  }
}

module.exports = { checks };
