'use strict';

// gocluster reload: replaces all workers, one after the other. Used by index.js.

const { question } = require('./ask');

module.exports = question({
  usage:
    'gocluster reload [--name NAME] [--json]\n\nReplaces the workers: a new one becomes ready, then the old one finishes. If a new one does not become ready, the\nold ones stay, and the exit code is 1.',
  request: () => ({ verb: 'reload' }),
  print: ({ replaced }) => `reloaded: ${replaced} replaced`,
});
