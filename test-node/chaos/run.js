'use strict';

// npm run test:chaos [-- --kills 1000] [--seed N] [--policy rr|least-connections|sticky] [--peeking] [--builtin]
//
// A cluster under load to which things happen at random. Under gocluster it fails where a connection ended otherwise than
// it may; under the built-in (also with GOCLUSTER_TEST_BUILTIN=1) it only reports figures.

const { randomInt } = require('node:crypto');
const { parseArgs } = require('node:util');
const { describe, line } = require('../../bench/machine.js');
const { BUILTIN } = require('../support/run.js');
const { chaos } = require('./chaos.js');

const COMPLAINTS_SHOWN = 20;
const KILLS_SHOWN = 100;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(randomInt(2 ** 32)) },
    policy: { type: 'string', default: 'rr' },
    peeking: { type: 'boolean', default: false },
    builtin: { type: 'boolean', default: BUILTIN },
  },
});

async function main() {
  const { builtin, policy, peeking } = values;
  const seed = Number(values.seed);
  const kills = Number(values.kills);
  if (!Number.isInteger(seed) || !(kills > 0)) throw new Error('--seed and --kills are numbers');
  console.log(
    `${builtin ? 'built-in' : 'gocluster'}, --seed ${seed} --kills ${kills} --policy ${policy}${peeking ? ' --peeking' : ''}`,
  );
  console.log(line(describe()));

  const began = Date.now();
  let shown = 0;
  const onkill = (count) => {
    if (count < shown + KILLS_SHOWN) return;
    shown = count;
    console.log(`${count} kills, ${Math.round((Date.now() - began) / 1000)} s`);
  };
  const { counts, complaints } = await chaos({ seed, kills, policy, peeking, builtin, onkill });
  console.log({ ...counts, seconds: Math.round((Date.now() - began) / 1000) });
  for (const complaint of complaints.slice(0, COMPLAINTS_SHOWN)) console.error(complaint);
  if (complaints.length > 0) {
    console.error(`${complaints.length} complaints, --seed ${seed} --policy ${policy}`);
    if (!builtin) process.exitCode = 1;
  }
}

main();
