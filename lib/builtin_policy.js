'use strict';

// BuiltinPolicy: where gocluster cannot run, what it would have been asked for becomes what Node's own cluster has, round robin, and the
// user is told. Used by take_over.js.

const { apply } = require('./intrinsics');
const ProcessPolicy = require('./process_policy');

let installed = false;

/** To be called before the program has the cluster: fork() calls its setupPrimary(), too. */
function install() {
  if (installed) return;
  installed = true;
  // eslint-disable-next-line no-restricted-syntax -- the object whose function is wrapped
  const cluster = require('node:cluster');
  if (!cluster.isPrimary) return;
  const policy = new ProcessPolicy(cluster);
  const { setupPrimary } = cluster;
  cluster.setupPrimary = function (options) {
    if (policy.settle(options)) policy.giveUp();
    return apply(setupPrimary, this, [options]);
  };
  cluster.setupMaster = cluster.setupPrimary;
}

module.exports = install;
