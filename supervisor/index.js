'use strict';

// require('gocluster/supervisor'): runs an unchanged program on several workers, as the command `gocluster run` does by start().

const { existsSync } = require('node:fs');
const { checked } = require('./config');
const { givenPath, socketPath } = require('./control_path');
const { configError } = require('./errors');
const Log = require('./log');
const { flushOutput, openFiles, outliveOutput } = require('./output');
const heedSignals = require('./signals');
const Supervisor = require('./supervisor');

/** Settings with which the supervisor replaces workers by itself. */
const RECYCLED = ['maxRequests', 'maxMemory', 'maxAge', 'stuckAfter', 'reloadAt'];

/**
 * Starts a service in this process, which becomes the primary of its cluster.
 *
 * @param {object} settings docs/run.md has a table of them, index.d.ts the types
 * @param {(key: string) => string} [nameOf] the name of a setting in errors
 * @param {string[]} [notes] warnings for the log at the start
 * @returns {Promise<Supervisor>} resolves when the workers have been started; they need not be ready yet
 * @throws ERR_GOCLUSTER_CONFIG, ERR_GOCLUSTER_CONTROL
 */
async function start(settings, nameOf, notes = []) {
  const config = checked(withControl(settings), nameOf);
  openFiles(config, nameOf);
  const cluster = require('../lib/cluster');
  const { predecessorPid, ready, stopping } = require('../lib/upgrade'); // this takes the sockets of LISTEN_FDS
  let control = null;
  const open = async (before) => {
    if (config.control !== false) {
      control = new (require('./control'))(supervisor);
      await openControl(control, supervisor, before);
    }
    const file = control?.file ?? socketPath(config.name);
    if (config.agentCheck || config.health) await require('./balancers')(supervisor, file);
  };
  const predecessor = predecessorPid();
  const takeOver = predecessor === null ? null : () => open(predecessor);
  const supervisor = new Supervisor(cluster, config, takeOver);
  new Log(config).follow(supervisor, () => control?.name);
  const forgetOutput = outliveOutput(config, (message) => supervisor.emit('warning', message));
  supervisor.ended = supervisor.ended.then(async (outcome) => {
    await flushOutput();
    forgetOutput();
    return outcome;
  });
  const startsFirst = takeOver === null && isFree(config);
  const fail = (error) => {
    control?.close();
    forgetOutput();
    supervisor.emit('ended'); // no worker has been started; what watches, or handles signals, must not keep the process alive
    throw error;
  };
  if (takeOver === null && !startsFirst) await open(null).catch(fail);
  if (config.signals) heedSignals(supervisor);
  if (RECYCLED.some((key) => config[key] !== undefined)) require('./recycle')(supervisor);
  if (config.watch) new (require('./watch'))(supervisor);
  if (process.env.NOTIFY_SOCKET) {
    const { notify } = require('../lib/notify');
    new (require('./systemd'))(supervisor, notify, process.env);
  }
  for (const note of notes) supervisor.emit('warning', note);
  supervisor.once('serving', ready);
  supervisor.on('leaving', stopping);
  supervisor.on('stop', stopping);
  for (const event of ['notUpgraded', 'resumed']) {
    supervisor.on(event, () => control?.reopen().catch(() => {})); // its folder may be gone
  }
  supervisor.once('ended', () => control?.close());
  try {
    runAs(supervisor, nameOf);
  } catch (error) {
    fail(error);
  }
  try {
    if (startsFirst) await open(null); // before the next turn of the event loop: no worker can be ready yet
  } catch (error) {
    await supervisor.stop({ now: true });
    throw error;
  }
  return supervisor;
}

/** Whether everything that the service opens is sure to be free: then its workers are started first, to be ready sooner. */
function isFree({ control, name, agentCheck, health }) {
  if (agentCheck || health) return false;
  return control === false || (control === true && !existsSync(socketPath(name)));
}

/** The cluster interface checks its options, and its errors name them differently. */
const SETTING_OF = {
  schedulingPolicy: 'policy',
  sticky: 'sticky',
  proxyProtocol: 'proxyProtocol',
};

function runAs(supervisor, nameOf = (key) => `"${key}"`) {
  const named = (problem) =>
    problem.replace(/(?:The )?"settings\.(\w+)\.?([^"]*)"(?: property)?/g, (_, key, rest) =>
      [nameOf(SETTING_OF[key]), rest].filter(Boolean).join(' '),
    );
  try {
    supervisor.run();
  } catch (error) {
    if (error.code !== 'ERR_GOCLUSTER_CONFIG') throw error;
    throw configError(error.problems.map(named));
  }
}

function withControl(settings) {
  const given = givenPath();
  return given ? { control: given, ...settings } : settings;
}

/** Opens the control socket. If its folder is not writable the service runs without one. */
async function openControl(control, supervisor, predecessor) {
  try {
    await control.open(predecessor);
  } catch (error) {
    if (error.code === 'ERR_GOCLUSTER_CONTROL') throw error;
    supervisor.emit('warning', `there is no control socket: ${error.message}`);
  }
}

/** For the types in a configuration file. @param {object} settings */
function defineConfig(settings) {
  return settings;
}

module.exports = { start, defineConfig };
