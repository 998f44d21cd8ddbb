'use strict';

// The limits of this machine that matter to gocluster, each with what to do about it. Used by doctor_checks.js.

const fs = require('node:fs');
const os = require('node:os');
const quotaOf = require('../supervisor/cgroup_quota');
const { usableCpus } = require('../supervisor/cpus');

/** Of fewer descriptors, a quarter is kept free (lib/inbox.js), and Node itself uses a good part of the rest. */
const FEW_DESCRIPTORS = 256;
/** As many descriptors as a service with many clients needs. */
const SOME_DESCRIPTORS = 4096;
/** Connections may be left in the kernel's queue for busy workers if it is at least this long (core/kernelqueue.go). */
const LONG_QUEUE = 1024;

/** @returns {string} the file's text; '' if there is no such file */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** @returns {import('./doctor').Check} a check that never fails: no limit keeps gocluster from working */
function limit(name, value, advice) {
  return advice ? { name, ok: true, value, advice } : { name, ok: true, value };
}

function descriptors() {
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(read('/proc/self/limits')) ?? [];
  if (soft === undefined) return limit('fd limit', 'not known');
  const value = `soft ${soft}, hard ${hard}`;
  const more = 'raise it (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of Docker)';
  if (Number(soft) < FEW_DESCRIPTORS)
    return limit('fd limit', value, `few, for connections: ${more}`);
  const advice = `a process has at most as many connections: for more ${more}`;
  return limit('fd limit', value, Number(soft) < SOME_DESCRIPTORS && advice);
}

function backlog() {
  const longest = read('/proc/sys/net/core/somaxconn');
  if (!longest) return limit('backlog', 'not known');
  const advice =
    "short: busy workers can't take connections themselves, and bursts are dropped: sysctl -w net.core.somaxconn=4096";
  return limit(
    'backlog',
    `at most ${longest} (net.core.somaxconn)`,
    Number(longest) < LONG_QUEUE && advice,
  );
}

function processors() {
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- since 18.14
  const all = os.availableParallelism?.() ?? os.cpus().length;
  const quota = quotaOf();
  const workers = usableCpus();
  const isLess = quota < all;
  const value = `${all}${isLess ? `, of which the cgroup's quota gives ${quota}` : ', no quota below that'}`;
  const advice = `more than ${workers} workers stand still part of the time: gocluster run --workers auto takes ${workers}, os.cpus().length says ${os.cpus().length}`;
  return limit('processors', value, os.cpus().length > workers && advice);
}

function bpf() {
  const state = read('/proc/sys/kernel/unprivileged_bpf_disabled');
  const filtered = /^Seccomp:\s+2$/m.test(read('/proc/self/status'));
  const said =
    { 0: 'open to all', 1: "root's alone, for good", 2: "root's alone" }[state] ?? 'not known';
  const filter = filtered ? '; a seccomp filter is on: what it refuses fails at "hand-off"' : '';
  return limit('bpf', `${said}, and not needed: no program is loaded${filter}`);
}

function reusePort() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const has = major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
  const value = has
    ? 'listen({ reusePort }) is there'
    : 'listen({ reusePort }) came with Node 22.12 and 23.1';
  return limit('reuseport', `${value}; not needed: workers share what the primary binds`);
}

/** @param {{pidfd: (pid: number) => number, close: (fd: number) => number} | string} addon */
function pidfd(addon) {
  if (typeof addon === 'string') return limit('pidfd', 'not looked for');
  const fd = addon.pidfd(process.pid);
  if (fd >= 0) {
    addon.close(fd);
    return limit('pidfd', 'available');
  }
  const advice =
    'while the primary is busy a dead worker is noticed late: Linux 5.3, or a seccomp profile that lets pidfd_open pass';
  return limit('pidfd', "not available: Node's 'exit' event takes its place", advice);
}

module.exports = { descriptors, backlog, processors, bpf, reusePort, pidfd };
