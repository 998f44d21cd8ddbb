'use strict';
// What the kernel says about the threads and libraries of a process. For the tests of runtime/.

const fs = require('node:fs');
const { GOCLUSTER_ONLY } = require('../support/run.js');

const GO_THREAD = 'gocluster'; // the name of every thread that the core has made
const CORE = /\/[^/]*gocluster[^/]*\.so(\.\d+)*$/;

/** For `skip`: a test about the core as threads of the primary. */
const THREADS_ONLY =
  GOCLUSTER_ONLY ||
  (process.env.GOCLUSTER_CORE === 'process' &&
    'the core is a process here, and this is about its threads');

/** All threads: { id, name, blocked }, `blocked` the set of signal numbers in its mask. */
function threads(pid) {
  return fs.readdirSync(`/proc/${pid}/task`).flatMap((id) => {
    let status;
    try {
      status = fs.readFileSync(`/proc/${pid}/task/${id}/status`, 'utf8');
    } catch {
      return []; // ended since
    }
    const field = (name) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)[1];
    const mask = BigInt(`0x${field('SigBlk')}`);
    const blocked = new Set();
    for (let signal = 1n; signal <= 64n; signal++) {
      if ((mask >> (signal - 1n)) & 1n) blocked.add(Number(signal));
    }
    return [{ id: Number(id), name: field('Name'), blocked }];
  });
}

const goThreads = (pid) => threads(pid).filter(({ name }) => name === GO_THREAD);

/** The paths of the core libraries that a process has mapped. */
function cores(pid) {
  const lines = fs.readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  const paths = lines.map((line) => line.split(/\s+/).slice(5).join(' '));
  return [...new Set(paths.filter((path) => CORE.test(path)))];
}

module.exports = { THREADS_ONLY, cores, goThreads, threads };
