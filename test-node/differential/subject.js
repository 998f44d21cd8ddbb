'use strict';

// One folder of scenarios as subtests: each runs on both sides, under each of its policies.

const fs = require('node:fs');
const path = require('node:path');
const { describe, it } = require('node:test');
const { isInShare } = require('../../scripts/testing/share.js');
const { run } = require('./run.js');
const { judge } = require('./verdict.js');
const { decidedDifferences } = require('./compatibility.js');
const { builtin, gocluster, selfTest } = require('./side.js');

const CONCURRENCY = 2;
// How often is looked again when the two sides differ, before it counts.
const MORE_LOOKS = 3;
const BOTH = ['rr', 'none'];
const [MAJOR, MINOR] = process.versions.node.split('.').map(Number);
// One of a scenario's policies has to do, and on the next line of Node it is another one: what a policy does is the same on each
// line, what a line does with a scenario hardly depends on the policy.
const ALL_POLICIES = Boolean(process.env.TEST_ALL); // scripts/test.js
const LINE = Math.floor(MAJOR / 2);
// In a self test, how often each scenario is compared with its own first run.
const REPEAT = selfTest ? Number(process.env.GOCLUSTER_TEST_REPEAT ?? 1) : 1;

/** @param {string} name a folder under scenarios/ */
function subject(name) {
  describe(name, { concurrency: CONCURRENCY }, () => {
    for (const [number, scenario] of load(name).entries()) {
      if (!isInShare(number)) continue;
      for (const policy of policiesOf(scenario, number)) {
        it(`${scenario.name} (${policy})`, { skip: tooOld(scenario) }, () =>
          compare(scenario, policy),
        );
      }
    }
  });
}

function policiesOf({ policies = BOTH }, number) {
  return ALL_POLICIES ? policies : [policies[(number + LINE) % policies.length]];
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
  for (let looks = scenario.needsTime ? MORE_LOOKS : 0; ; looks--) {
    try {
      return await compareOnce(scenario, context);
    } catch (error) {
      if (selfTest || looks === 0) throw error;
    }
  }
}

async function compareOnce(scenario, context) {
  const left = await run(scenario, builtin, context.policy);
  for (let i = 0; i < REPEAT; i++) {
    const right = await run(scenario, selfTest ? builtin : gocluster, context.policy);
    try {
      judge(scenario, left, right, context);
    } catch (error) {
      if (selfTest || !(await builtinDoesSo(scenario, right, context))) throw error;
    }
  }
}

// On a machine that is short of time the built-in itself has more than one order for a few things,
// such as 'disconnect' and 'exit'. What it never does remains a difference.
async function builtinDoesSo(scenario, right, context) {
  for (let i = 0; i < MORE_LOOKS; i++) {
    const left = await run(scenario, builtin, context.policy);
    try {
      judge(scenario, left, right, context);
      return true;
    } catch (error) {
      if (error.code !== 'ERR_ASSERTION') throw error;
    }
  }
  return false;
}

// `nodes` lists the lines that have the feature: { 22: 12 } is 22.12 and later, and every line above 22.
function tooOld({ nodes }) {
  if (!nodes) return false;
  const lines = Object.keys(nodes).map(Number);
  const has = MAJOR > Math.max(...lines) || (MAJOR in nodes && MINOR >= nodes[MAJOR]);
  return has ? false : `Node ${process.version} does not have what this scenario is about`;
}

module.exports = { subject, load, tooOld };
