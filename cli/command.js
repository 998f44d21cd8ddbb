'use strict';

// How the gocluster command runs node. If the addon loads, this process becomes node (exec), so that nothing stands between the
// script and its terminal, its parent and its signals. Otherwise node is a child, and signals and messages are passed on.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const tty = require('node:tty');
const native = require('../lib/native');
const { addPreload } = require('../lib/node_options');
const { lacking } = require('../lib/runtime');

const PRELOAD = path.join(__dirname, 'command_preload.js');
const FORWARDED = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'];
/** The terminal sends these to every process of the command line, and a script must not get them twice. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGWINCH', 'SIGCONT'];
/** What a shell adds to the number of the signal that ended a process. */
const SIGNAL_BASE = 128;

/** @param {string[]} args all arguments of the command */
function runNode(args) {
  warn(lacking());
  addPreload(process.env, PRELOAD);
  // This runs synchronously from the start of the process, so that no message of a parent has been read yet.
  becomeNode(args);
  startNode(args);
}

/** Warns in runtimes other than Node: they ignore NODE_OPTIONS, and so the preload. */
function warn(reason) {
  if (reason == null) return;
  console.error(`gocluster: it does not run here (${reason}): the script runs as without it.`);
}

/** Does not return if it succeeds. */
function becomeNode(args) {
  let addon;
  try {
    addon = native.load();
  } catch (error) {
    warn(error.lacking); // the script's cluster.fork() reports everything else
    return;
  }
  const { channel } = process;
  if (channel) {
    process.env.NODE_CHANNEL_FD = `${channel.fd}`;
    process.env.NODE_CHANNEL_SERIALIZATION_MODE = serialization();
  }
  addon.exec(process.execPath, [process.argv0, ...args], channel ? channel.fd : -1);
  delete process.env.NODE_CHANNEL_FD;
  delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
}

/** How a parent's messages are encoded. Node removes the variable from process.env; the kernel still has it. */
function serialization() {
  try {
    const variables = fs.readFileSync('/proc/self/environ', 'latin1').split('\0');
    return variables.includes('NODE_CHANNEL_SERIALIZATION_MODE=advanced') ? 'advanced' : 'json';
  } catch {
    return 'json';
  }
}

function startNode(args) {
  const ipc = process.send ? ['ipc'] : [];
  const child = spawn(process.execPath, args, {
    argv0: process.argv0,
    stdio: ['inherit', 'inherit', 'inherit', ...ipc],
  });
  child.on('error', (error) => {
    console.error(`gocluster: ${error.message}`);
    process.exitCode = 1;
  });
  if (process.send) relay(child);
  const terminal = tty.isatty(0);
  for (const signal of FORWARDED) {
    const ours = !(terminal && FROM_TERMINAL.includes(signal));
    process.on(signal, () => ours && child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    if (signal) endBy(signal);
    else process.exit(code);
  });
}

/** Passes messages on between the script and a parent that has forked this command. */
function relay(child) {
  process.on('message', (message, handle) => child.connected && child.send(message, handle));
  child.on('message', (message, handle) => process.connected && process.send(message, handle));
  process.on('disconnect', () => child.connected && child.disconnect());
  child.on('disconnect', () => process.connected && process.disconnect());
}

/** Ends as the script did, so that a shell sees the signal. */
function endBy(signal) {
  process.removeAllListeners(signal);
  process.exitCode = SIGNAL_BASE + os.constants.signals[signal];
  process.kill(process.pid, signal);
  // If the signal does not end this process, the exit code reports it.
  setImmediate(() => process.exit());
}

module.exports = { runNode };
