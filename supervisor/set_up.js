'use strict';

// The settings of the cluster whose primary the supervisor is. Used by supervisor.js.

const path = require('node:path');

const WORKER_PRELOAD = path.join(__dirname, 'worker_preload.js');

/**
 * Standard output is the workers' own where nothing is to be put before their lines. Standard error always passes the supervisor,
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

/** The options for connections. Node's own cluster has the first two policies, and none of the others. */
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
