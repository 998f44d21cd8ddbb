'use strict';

// The scheduling policies, under the names that users write. Used by process_policy.js and listener_options.js.

const { arrayConcat, arraySlice, objectKeys } = require('./intrinsics');
const { SCHED_POLICY } = require('./wire');

/** The policies that Node's own cluster lacks. Node's are SCHED_RR and SCHED_NONE; the latter does not use the core. */
const OWN = arraySlice(objectKeys(SCHED_POLICY), 1);
const POLICIES = arrayConcat(['rr', 'none'], OWN);

module.exports = { POLICIES, OWN };
