'use strict';

// The policies, by the words that users write. Used by primary.js and listener_options.js.

const { arrayConcat, arraySlice, objectKeys } = require('./intrinsics');
const { SCHED_POLICY } = require('./wire');

/** Those that Node's own cluster does not have. Its own are SCHED_RR and SCHED_NONE; under the latter nothing needs the core. */
const OWN = arraySlice(objectKeys(SCHED_POLICY), 1);
const POLICIES = arrayConcat(['rr', 'none'], OWN);

module.exports = { POLICIES, OWN };
