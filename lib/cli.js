#!/usr/bin/env node
'use strict';

// gocluster [node options] script [arguments]: node with gocluster in place. Node's own parser takes the arguments apart,
// so whatever node understands is understood here.

const { spawn } = require('node:child_process');
const os = require('node:os');
const path = require('node:path');
const { version } = require('../package.json');

const USAGE = `usage: gocluster [node options] script [arguments]

Runs the script as node does, with gocluster in the place of the cluster module.
  --help     this text
  --version  gocluster's version`;

const USAGE_ERROR = 2;
/** What node runs without a script. */
const NO_SCRIPT =
  /^(-|-[a-z]*[ephicv]|--(eval|print|check|interactive|test|run|help|version|v8-options)(=.*)?)$/;
const SIGNAL_BASE = 128;

function main(args) {
  if (args[0] === '--help' || args[0] === '-h') {
    console.log(USAGE);
  } else if (args[0] === '--version' || args[0] === '-v') {
    console.log(version);
  } else if (args.every((arg) => arg.startsWith('-') && !NO_SCRIPT.test(arg))) {
    console.error(`gocluster: no script to run\n${USAGE}`);
    process.exitCode = USAGE_ERROR;
  } else {
    run(args);
  }
}

function run(args) {
  const register = path.join(__dirname, 'register.js');
  const ipc = process.send ? ['ipc'] : [];
  const child = spawn(process.execPath, ['--require', register, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', ...ipc],
  });
  child.on('error', (error) => {
    console.error(`gocluster: ${error.message}`);
    process.exitCode = 1;
  });
  if (process.send) relay(child);
  for (const signal of [
    'SIGINT',
    'SIGTERM',
    'SIGHUP',
    'SIGQUIT',
    'SIGUSR2',
    'SIGWINCH',
    'SIGCONT',
  ]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    if (signal) endBy(signal);
    else process.exit(code);
  });
}

/** Messages of a parent that has forked this command are for the script, and the other way round. */
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
  // A signal that does not end this process leaves the exit code to say it.
  setImmediate(() => process.exit());
}

main(process.argv.slice(2));
