'use strict';

// Runs a document's program in a folder of its own, in which `gocluster` is installed, and in a network of its own,
// because documents name ports: 8000 is free in there.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { ownNetwork } = require('../support/network');
const run = require('../support/run');
const { ROOT } = require('./blocks');

const AS_BUILTIN = path.join(__dirname, '..', 'examples', 'as-builtin.js');
const REGISTER = path.join(ROOT, 'lib', 'register.js');

/** The node arguments that put a side's cluster in place; plain leaves that to the program. */
const PRELOAD = { gocluster: ['-r', REGISTER], builtin: ['-r', AS_BUILTIN], plain: [] };

const stacks = new WeakMap();

/** Like t.after(), but last come, first run: a program ends before its folder goes. */
function after(t, clean) {
  if (!stacks.has(t)) {
    const stack = [];
    stacks.set(t, stack);
    t.after(async () => {
      while (stack.length > 0) await stack.pop()();
    });
  }
  stacks.get(t).push(clean);
}

/**
 * An empty folder that is removed with the test.
 *
 * @param {object} t the test's context
 * @param {object} [files] name to text
 * @param {string} [packages] a node_modules folder whose packages are there too
 * @returns {string}
 */
function makeFolder(t, files = {}, packages) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-docs-')));
  after(t, () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const modules = path.join(folder, 'node_modules');
  if (packages) {
    fs.symlinkSync(packages, modules, 'dir');
  } else {
    fs.mkdirSync(modules);
    fs.symlinkSync(ROOT, path.join(modules, 'gocluster'), 'dir');
  }
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/**
 * Starts a command in a folder and a network; it is ended with the test.
 *
 * @param {object} t the test's context
 * @param {string[]} command
 * @param {{folder: string, network?: object, env?: object}} options the network is the caller's to leave
 */
function start(t, command, { folder, network, env }) {
  const owner = { after: (clean) => after(t, clean) };
  const words = [...(network?.launcher ?? []), ...command];
  return run.start(owner, words, { cwd: folder, env });
}

/** A network that is left when the test is over. */
async function testNetwork(t) {
  const network = await ownNetwork();
  after(t, () => network.leave());
  return network;
}

module.exports = { PRELOAD, after, makeFolder, start, testNetwork };
