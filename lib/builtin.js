'use strict';

// Builtin: the functions that the cluster object had before gocluster replaced them. They are Node's own, or wrappers that somebody,
// a monitoring agent for example, has put around Node's. Wrappers continue to be called. Used by primary.js.

const { syncBuiltinESMExports } = require('node:module');
const { exec, functionToString, objectKeys } = require('./intrinsics');

/** How the source text of Node's own functions begins, in every version. Other text means that the function is a wrapper. */
const OWN = {
  __proto__: null,
  fork: /^function\(env\) \{\s+cluster\.setupPrimary\(\);\s+const id = \+\+ids;/,
  setupPrimary: /^function\(options\) \{\s+const settings = \{\s+args:/,
  disconnect: /^function\(cb\) \{\s+const workers = Object(?:Keys|Values)\(/,
};
const OWN_OF_WORKER = {
  __proto__: null,
  destroy:
    /^function\(signo\) \{\s+(?:const proc = this\.process;\s+)?const signal = signo \|\| 'SIGTERM';/,
  disconnect: /^function\(\) \{\s+this\.exitedAfterDisconnect = true;\s+send\(this,/,
};

/** setupMaster is an alias of setupPrimary. */
const METHODS = ['setupPrimary', 'setupMaster', 'fork', 'disconnect'];
const METHODS_OF_WORKER = objectKeys(OWN_OF_WORKER);

function pick(object, names) {
  const picked = { __proto__: null };
  for (let i = 0; i < names.length; i++) picked[names[i]] = object[names[i]];
  return picked;
}

/** Maps each name to the object's function, or to null if that function is Node's own. */
function wrappersIn(object, own) {
  const found = {};
  for (const name in own) {
    found[name] = exec(own[name], functionToString(object[name])) === null ? object[name] : null;
  }
  return found;
}

class Builtin {
  #cluster;
  #methodsOfWorker;
  #ours;

  /** @param {import('node:cluster').Cluster} cluster whose functions have not been replaced yet */
  constructor(cluster) {
    const { prototype } = cluster.Worker;
    this.#cluster = cluster;
    this.methods = pick(cluster, METHODS);
    this.#methodsOfWorker = pick(prototype, METHODS_OF_WORKER);
    /** @type {Record<string, Function | null>} null if the function is Node's own */
    this.wrappers = wrappersIn(cluster, OWN);
    this.wrappersOfWorker = wrappersIn(prototype, OWN_OF_WORKER);
  }

  /** Called when all functions have been replaced. Keeps the replacements, so that restore() recognizes them. */
  replaced() {
    this.#ours = pick(this.#cluster, METHODS);
  }

  /** Restores the original functions, except those of the cluster object that somebody has replaced after gocluster. */
  restore() {
    const cluster = this.#cluster;
    const { prototype } = cluster.Worker;
    for (const name in this.methods) {
      if (cluster[name] === this.#ours[name]) cluster[name] = this.methods[name];
    }
    for (const name in this.#methodsOfWorker) prototype[name] = this.#methodsOfWorker[name];
    delete prototype.suicide;
    syncBuiltinESMExports();
  }
}

module.exports = Builtin;
