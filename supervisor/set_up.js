'use strict';

// Sets up the cluster whose primary is the supervisor. Used by supervisor.js.

const path = require('node:path');

const WORKER_PRELOAD = path.join(__dirname, 'worker_preload.js');

/**
 * Workers inherit standard output if nothing is put before their lines. Their standard error always passes through the supervisor,
 * which keeps the last lines.
 *
 * @param {typeof import('node:cluster')} cluster
 * @param {object} config checked
 */
function setUp(cluster, config) {
  const { cwd, script, args, nodeArgs, prefix, logFormat, outFile } = config;
  const stdout = prefix || logFormat === 'json' || outFile ? 'pipe' : 'inherit';
  cluster.setupPrimary({
    ...connections(cluster, config),
    exec: script,
    args,
    cwd,
    execArgv: [...nodeArgs, '--require', WORKER_PRELOAD],
    stdio: ['inherit', stdout, 'pipe', 'ipc'],
  });
}

/** The options for connections. The first two policies are Node's own; all others are options of gocluster's setupPrimary(). */
function connections(cluster, { policy, sticky, proxyProtocol }) {
  const asked = {};
  if (policy === 'rr') cluster.schedulingPolicy = cluster.SCHED_RR;
  else if (policy === 'none') cluster.schedulingPolicy = cluster.SCHED_NONE;
  else if (policy) asked.schedulingPolicy = policy;
  if (sticky) Object.assign(asked, { schedulingPolicy: policy ?? 'sticky', sticky });
  if (proxyProtocol) asked.proxyProtocol = proxyProtocol;
  return asked;
}

module.exports = setUp;
