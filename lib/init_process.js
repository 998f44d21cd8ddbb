'use strict';

// Whether somebody watches this very process, and takes its end for the end of the service, so that another cannot take its place.
// Used by upgrade.js.

const { readFileSync } = require('node:fs');
const { Set, Number, stringTrim } = require('./intrinsics');

/** What is put in front of a program in a container. It ends when that one process does. */
const INITS = new Set(['docker-init', 'tini', 'dumb-init', 'catatonit', 'podman-init']);

const IN_CONTAINER =
  'the container ends with this process, whatever takes its place: start a container of the new image, and stop this one when that serves';

/** @returns {string | null} why this process cannot be replaced */
function watched() {
  if (process.pid === 1) return IN_CONTAINER;
  if (process.ppid === 1 && INITS.has(nameOf(1))) return IN_CONTAINER;
  const { NOTIFY_SOCKET, SYSTEMD_EXEC_PID } = process.env;
  if (Number(SYSTEMD_EXEC_PID) === process.pid && !NOTIFY_SOCKET) {
    return 'systemd would take the end of this process for the end of the service: it needs Type=notify in the unit';
  }
  return null;
}

function nameOf(pid) {
  try {
    return stringTrim(readFileSync(`/proc/${pid}/comm`, 'utf8'));
  } catch {
    return ''; // no /proc
  }
}

module.exports = watched;
