'use strict';

// gocluster upgrade: a new supervisor process, with all that it listens on. Used by index.js.

const path = require('node:path');
const { question } = require('./ask');

/** The supervisor may have another folder. A word without a slash is looked up in its PATH. */
const toPath = (node) => (node?.includes('/') ? path.resolve(node) : node);

module.exports = question({
  usage:
    'gocluster upgrade [--node PROGRAM] [--name NAME] [--json]\n\nStarts the service anew in another process, with the Node, the gocluster, the configuration and the program that are on\nthe disk now; --node: with this Node. It gets the sockets, and when its workers are ready the old process lets its own\nfinish and ends. Where it does not get ready the old one stays, and the exit code is 1.',
  options: { node: { type: 'string' } },
  request: (_, { node }) => ({ verb: 'upgrade', node: toPath(node) }),
  print: ({ pid }) => `upgraded: process ${pid} serves`,
});
