'use strict';

// One folder of scenarios as subtests: each runs on both sides, under each of its policies.

const fs = require('node:fs');
const path = require('node:path');
const { describe, it } = require('node:test');
const { run } = require('./run.js');
const { judge } = require('./verdict.js');
const { decidedDifferences } = require('./compatibility.js');
const { builtin, gocluster, selfTest } = require('./side.js');

const CONCURRENCY = 2;
const BOTH = ['rr', 'none'];
// In a self test, how often each scenario is compared with its own first run.
const REPEAT = selfTest ? Number(process.env.GOCLUSTER_TEST_REPEAT ?? 1) : 1;
const [MAJOR, MINOR] = process.versions.node.split('.').map(Number);

/** @param {string} name a folder under scenarios/ */
function subject(name) {
  describe(name, { concurrency: CONCURRENCY }, () => {
    for (const scenario of load(name)) {
      for (const policy of scenario.policies ?? BOTH) {
        it(`${scenario.name} (${policy})`, { skip: tooOld(scenario) }, () =>
          compare(scenario, policy),
        );
      }
    }
  });
}

function load(name) {
  const folder = path.join(__dirname, 'scenarios', name);
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .sort()
    .map((file) => ({ name: path.basename(file, '.js'), ...require(path.join(folder, file)) }));
}

async function compare(scenario, policy) {
  const context = { selfTest, decided: decidedDifferences, major: MAJOR, policy };
  const left = await run(scenario, builtin, policy);
  for (let i = 0; i < REPEAT; i++) {
    const right = await run(scenario, selfTest ? builtin : gocluster, policy);
    judge(scenario, left, right, context);
  }
}

// `nodes` lists the lines that have the feature: { 22: 12 } is 22.12 and later, and every line above 22.
function tooOld({ nodes }) {
  if (!nodes) return false;
  const lines = Object.keys(nodes).map(Number);
  const has = MAJOR > Math.max(...lines) || (MAJOR in nodes && MINOR >= nodes[MAJOR]);
  return has ? false : `Node ${process.version} does not have what this scenario is about`;
}

module.exports = { subject, load, tooOld };
