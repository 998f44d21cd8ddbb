'use strict';

// ProcessPolicy: the scheduling policy and the options for all listeners of this process, from cluster.schedulingPolicy,
// setupPrimary() and the environment. They are read once, as Node reads the property. Used by primary.js, and by builtin_policy.js if
// Node's own cluster stays.

const { arrayIncludes } = require('./intrinsics');
const { POLICIES, OWN } = require('./policies');

/** Keys of setupPrimary() that Node's own does not know. */
const KEYS = ['schedulingPolicy', 'sticky', 'proxyProtocol'];

/** The options of gocluster's own in setupPrimary()'s argument, checked; null if there are none. */
function askedOf(options) {
  if (typeof options !== 'object' || options === null) return null;
  const asked = {};
  let some = false;
  for (let i = 0; i < KEYS.length; i++) {
    const value = options[KEYS[i]];
    if (value === undefined) continue;
    asked[KEYS[i]] = value;
    some = true;
  }
  return some ? require('./listener_options').check(asked, 'settings') : null;
}

class ProcessPolicy {
  #cluster;
  #settled = false;
  #policy; // what cluster.schedulingPolicy was when it was settled
  #options = null; // for every listener; null if none are set

  /** @param {import('node:cluster').Cluster} cluster whose schedulingPolicy is still Node's own */
  constructor(cluster) {
    this.#cluster = cluster;
    const word = process.env.NODE_CLUSTER_SCHED_POLICY;
    if (arrayIncludes(OWN, word)) cluster.schedulingPolicy = word;
    else if (word !== undefined && !arrayIncludes(POLICIES, word))
      require('./option_errors').warnUnknownPolicy(word, OWN);
  }

  /** Whether the core accepts; false if the workers share their sockets, as under SCHED_NONE. */
  get usesCore() {
    const policy = this.#settled ? this.#policy : this.#cluster.schedulingPolicy;
    return policy === this.#cluster.SCHED_RR || arrayIncludes(OWN, policy);
  }

  /** Whether the settled policy is one of Node's or of gocluster's own. */
  get isKnown() {
    const { SCHED_RR, SCHED_NONE } = this.#cluster;
    return (
      this.#policy === SCHED_RR || this.#policy === SCHED_NONE || arrayIncludes(OWN, this.#policy)
    );
  }

  /** The policy as it was settled. */
  get value() {
    return this.#policy;
  }

  /** @returns {Partial<import('./listener_options').ListenerOptions> | null} for every listener; null if none are set */
  get options() {
    return this.#options;
  }

  /**
   * Called by each setupPrimary(). The first call settles the policy and the options.
   *
   * @param {any} options its argument
   * @returns {boolean} whether this is the first call
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   * @throws {Error} ERR_CLUSTER_SETTLED: a later call asks for something else
   */
  settle(options) {
    const asked = askedOf(options);
    if (this.#settled) {
      if (asked !== null) this.#assertSame(asked);
      return false;
    }
    if (asked?.schedulingPolicy)
      this.#cluster.schedulingPolicy = this.#propertyFor(asked.schedulingPolicy);
    const policy = this.#cluster.schedulingPolicy;
    if (policy === this.#cluster.SCHED_NONE && asked?.proxyProtocol)
      this.#assertUnproxied(asked.proxyProtocol, options.proxyProtocol);
    const isOwn = arrayIncludes(OWN, policy);
    if (asked !== null || isOwn)
      this.#options = { ...(isOwn && { schedulingPolicy: policy }), ...asked };
    this.#settled = true;
    this.#policy = policy;
    return true;
  }

  /** The value of cluster.schedulingPolicy for a policy's name. */
  #propertyFor(word) {
    if (word === 'rr') return this.#cluster.SCHED_RR;
    return word === 'none' ? this.#cluster.SCHED_NONE : word;
  }

  /** Throws if proxyProtocol is set under SCHED_NONE: clients that connect past the proxy would be served without a header. */
  #assertUnproxied({ kind }, value) {
    if (kind === 'off') return;
    throw require('./option_errors').invalidValueError(
      'settings.proxyProtocol',
      value,
      'false where cluster.schedulingPolicy is SCHED_NONE: there the workers accept themselves',
    );
  }

  #assertSame(asked) {
    const { merge, describe, difference } = require('./listener_options');
    const wordOf = (value) => (value === this.#cluster.SCHED_NONE ? 'none' : 'rr');
    const all = this.#options ?? { schedulingPolicy: wordOf(this.#policy) };
    const has = describe(merge(all));
    const wants = describe(merge(all, asked));
    if (has !== wants) {
      const differs = difference(has, wants, ', and cannot become ');
      throw require('./option_errors').settledError(differs);
    }
  }

  /** Calls a function that knows only Node's policies: meanwhile the property has SCHED_RR for a policy of gocluster's own. */
  asBuiltin(callback) {
    const cluster = this.#cluster;
    const { schedulingPolicy } = cluster;
    if (!arrayIncludes(OWN, schedulingPolicy)) return callback();
    cluster.schedulingPolicy = cluster.SCHED_RR;
    try {
      return callback();
    } finally {
      cluster.schedulingPolicy = schedulingPolicy;
    }
  }

  /** From now on the cluster is Node's own: a policy that Node lacks becomes round robin, and the user is warned. */
  giveUp() {
    const cluster = this.#cluster;
    const policy = this.#settled ? this.#policy : cluster.schedulingPolicy;
    const isOwn = arrayIncludes(OWN, policy);
    if (isOwn) cluster.schedulingPolicy = cluster.SCHED_RR;
    const kind = this.#options?.proxyProtocol?.kind ?? 'off';
    if (isOwn || kind !== 'off')
      require('./option_errors').warnForeignOptions(isOwn ? policy : null, kind !== 'off');
  }
}

module.exports = ProcessPolicy;
