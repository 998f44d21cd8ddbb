'use strict';

// gocluster stop: ends the service when its workers have finished. Used by index.js.

const { question } = require('./ask');

module.exports = question({
  usage:
    'gocluster stop [--now] [--name NAME] [--json]\n\nEnds the service when its workers have finished; with --now at once.',
  options: { now: { type: 'boolean' } },
  request: (_, { now = false }) => ({ verb: 'stop', now }),
  print: () => 'stopped',
});
