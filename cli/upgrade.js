'use strict';

// gocluster upgrade: replaces the supervisor process by a new one, which gets all listening sockets. Used by index.js.

const path = require('node:path');
const { question } = require('./ask');

/** An absolute path, because the supervisor may have another working directory. It looks up a word without a slash in its PATH. */
const toPath = (node) => (node?.includes('/') ? path.resolve(node) : node);

module.exports = question({
  usage:
    'gocluster upgrade [--node PROGRAM] [--name NAME] [--json]\n\nStarts the service again in another process, with the Node, gocluster, configuration and program that are on the disk\nnow; --node: with this Node. The new process gets the sockets, and when its workers are ready, the old process lets its\nown finish and ends. If it does not become ready, the old process stays, and the exit code is 1.',
  options: { node: { type: 'string' } },
  request: (_, { node }) => ({ verb: 'upgrade', node: toPath(node) }),
  print: ({ pid }) => `upgraded: process ${pid} serves`,
});
