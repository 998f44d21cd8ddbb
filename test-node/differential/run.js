'use strict';

// One run of a scenario's program on one side, from spawn until the last process of it is gone.

const { spawn } = require('node:child_process');
const { writeProgram } = require('./program.js');
const { readReport } = require('./report.js');
const { ProcessGroup } = require('./process-group.js');

const DEADLINE_MS = 300_000;
// What a worker may still need after its primary has gone.
const AFTERMATH_MS = 60_000;

/**
 * Rejects never: a run that is not over in time is a report that says so.
 * @param {object} scenario
 * @param {{name: string, preload: string}} side
 * @param {'rr'|'none'} policy
 * @returns {Promise<Map<string, string[]>>} the lines of each stream, normalised
 */
async function run(scenario, side, policy) {
  const program = writeProgram(scenario);
  const nodeArgs = ['-r', side.preload, ...(scenario.nodeArgs ?? [])];
  const child = spawn(process.execPath, [...nodeArgs, program.main, ...(scenario.args ?? [])], {
    cwd: program.folder,
    env: environment(scenario, policy),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const group = new ProcessGroup(child.pid);
  const stderr = textOf(child.stderr);

  try {
    const exit = await exitOf(child, scenario.deadline ?? DEADLINE_MS);
    const left = exit.late ? 0 : await group.gone(AFTERMATH_MS);
    group.kill();
    await Promise.race([stderr.end, pause(AFTERMATH_MS)]);
    return readReport({ scenario, program, side, exit, left, stderr });
  } finally {
    group.kill();
    child.stderr.destroy();
    program.remove();
  }
}

function environment(scenario, policy) {
  const env = { PATH: process.env.PATH, NODE_CLUSTER_SCHED_POLICY: policy, ...scenario.env };
  // How the run as a whole is made (CONTRIBUTING.md), not what a scenario sees.
  for (const name of ['NODE_V8_COVERAGE', 'GOCLUSTER_CORE']) {
    if (process.env[name]) env[name] = process.env[name];
  }
  return env;
}

function exitOf(child, deadline) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ late: deadline }), deadline);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal });
    });
  });
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

// `end` settles when the last process that could write has gone.
function textOf(stream) {
  const output = { text: '', end: new Promise((resolve) => stream.once('close', resolve)) };
  stream.setEncoding('utf8');
  stream.on('data', (data) => (output.text += data));
  return output;
}

module.exports = { run };
