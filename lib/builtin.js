'use strict';

// Builtin: the functions that the cluster object had before gocluster replaced them. They are Node's own, or those of somebody
// who has wrapped Node's, an agent for example; wrappers go on being called. Used by primary.js.

const { syncBuiltinESMExports } = require('node:module');
const { exec, functionToString, objectKeys } = require('./intrinsics');

/** How Node's own functions begin, in every version. */
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

/** setupMaster is another name of setupPrimary. */
const METHODS = ['setupPrimary', 'setupMaster', 'fork', 'disconnect'];
const METHODS_OF_WORKER = objectKeys(OWN_OF_WORKER);

function pick(object, names) {
  const picked = { __proto__: null };
  for (let i = 0; i < names.length; i++) picked[names[i]] = object[names[i]];
  return picked;
}

/** The functions that are not Node's own, by name; null where one is. */
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

  /** @param {import('node:cluster').Cluster} cluster not replaced yet */
  constructor(cluster) {
    const { prototype } = cluster.Worker;
    this.#cluster = cluster;
    this.methods = pick(cluster, METHODS);
    this.#methodsOfWorker = pick(prototype, METHODS_OF_WORKER);
    /** @type {Record<string, Function | null>} null where the function is Node's own */
    this.wrappers = wrappersIn(cluster, OWN);
    this.wrappersOfWorker = wrappersIn(prototype, OWN_OF_WORKER);
  }

  /** To be called when all are replaced. */
  replaced() {
    this.#ours = pick(this.#cluster, METHODS);
  }

  /** Gives the methods back that nobody has replaced after gocluster. */
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
