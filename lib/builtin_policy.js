'use strict';

// BuiltinPolicy: if gocluster cannot run, a policy that Node's own cluster lacks becomes round robin, and the user is warned. Used by
// take_over.js.

const { apply } = require('./intrinsics');
const ProcessPolicy = require('./process_policy');

let installed = false;

/** Called before the program gets the cluster object. Node's fork() calls the wrapped setupPrimary(), too. */
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
