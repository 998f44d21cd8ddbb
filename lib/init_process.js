'use strict';

// Whether somebody watches this process and takes its end for the end of the service. Then no other process can take its place, or
// only a child of the watcher. Used by upgrade.js.

const { readFileSync } = require('node:fs');
const { Set, Number, stringTrim } = require('./intrinsics');

/** Programs that run as process 1 of a container and start the actual program. They end when that one process does. */
const INITS = new Set(['docker-init', 'tini', 'dumb-init', 'catatonit', 'podman-init']);

const IN_CONTAINER =
  'the container ends with this process, whatever takes its place: start a container of the new image, and stop this one when that serves';

/** @returns {string | null} why this process cannot be replaced */
function watched() {
  if (process.pid === 1) return IN_CONTAINER;
  if (process.ppid === 1 && INITS.has(nameOf(1))) return IN_CONTAINER;
  if (isMainOfSystemd() && !process.env.NOTIFY_SOCKET) {
    return 'systemd would take the end of this process for the end of the service: it needs Type=notify in the unit';
  }
  return null;
}

/** Whether this is the main process of a systemd unit. Before systemd 248, no environment variable says so. */
function isMainOfSystemd() {
  const { SYSTEMD_EXEC_PID, NOTIFY_SOCKET } = process.env;
  if (SYSTEMD_EXEC_PID !== undefined) return Number(SYSTEMD_EXEC_PID) === process.pid;
  return NOTIFY_SOCKET !== undefined && nameOf(process.ppid) === 'systemd';
}

function nameOf(pid) {
  try {
    return stringTrim(readFileSync(`/proc/${pid}/comm`, 'utf8'));
  } catch {
    return ''; // no /proc
  }
}

module.exports = { watched, isMainOfSystemd };
