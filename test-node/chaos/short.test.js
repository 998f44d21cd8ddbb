'use strict';
// Through thirty kills and whatever else happens to it, a cluster under load loses no connection but those that a dying
// worker held. `npm run test:chaos` does it at length.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { onlyGocluster } = require('../listening/remote/start.js');
const { chaos } = require('./chaos.js');

const KILLS = 30;
const SEED = 20;

const skip = onlyGocluster('what was on its way to a dead worker hangs');

test(`${KILLS} kills under load`, { skip }, async () => {
  const { counts, complaints } = await chaos({ seed: SEED, kills: KILLS, builtin: false });
  assert.deepEqual(complaints, [], JSON.stringify(counts));
  assert.ok(counts.kills >= KILLS && counts.served > counts.cut, JSON.stringify(counts));
});
