'use strict';

// Runs what docs/migrating.md says to run, before and after, in a folder with the packages of test-node/ecosystem.

const path = require('node:path');

const { hasGocluster } = require('../ecosystem/program');
const { linkGocluster } = require('../ecosystem/sides');
const { until } = require('../support/deadline');
const { block } = require('../documents/blocks');
const { makeFolder, start, testNetwork } = require('../documents/sandbox');
const { childrenOf } = require('../support/processes');
const { CLI } = require('../support/run');
const { curlSoon, enter } = require('../documents/tools');

const PACKAGES = path.join(__dirname, '..', 'ecosystem', 'node_modules');
const URL = 'http://127.0.0.1:8000/';

/** A folder with the packages, and these blocks as files: name to block. */
function folderWith(t, blocks) {
  linkGocluster();
  const files = Object.entries(blocks).map(([file, name]) => [file, block(name)]);
  return makeFolder(t, Object.fromEntries(files), PACKAGES);
}

/** Starts the command of a block, in a network of its own or in that of another program: { program, network }. */
async function startCommand(t, name, folder, beside) {
  const network = beside ? beside.network : await testNetwork(t);
  // The command's node is the one that runs the tests.
  const env = { PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` };
  const words = block(name)
    .trim()
    .replace(/^npx gocluster /, `node ${CLI} `);
  const command = ['sh', '-c', `exec ${words}`];
  const program = beside
    ? start(t, [...enter(beside.program, network), ...command], { folder, env })
    : start(t, command, { folder, network, env });
  return { program, network };
}

/** Asks until so many different answers have come, and returns them. */
async function differentAnswers(program, network, count) {
  const answers = new Set();
  await until(
    async () => {
      answers.add((await curlSoon(program, network, URL))[0]);
      return answers.size >= count;
    },
    () => `${count} different answers, only ${[...answers]}\n${program.stderr}`,
  );
  return [...answers].sort();
}

/** Whether gocluster is in the process and all its children: all must agree. */
function isOnGocluster(pid) {
  const found = [pid, ...childrenOf(pid)].map(hasGocluster);
  if (new Set(found).size !== 1) throw new Error(`gocluster is in some processes only: ${found}`);
  return found[0];
}

module.exports = { differentAnswers, folderWith, isOnGocluster, startCommand };
