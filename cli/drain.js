'use strict';

// gocluster drain: lets one worker finish without a replacement. Used by index.js.

const { number, question } = require('./ask');

module.exports = question({
  usage:
    'gocluster drain ID [--name NAME] [--json]\n\nLets one worker finish. Nothing takes its place until "gocluster scale".',
  words: ['the ID of a worker'],
  request: ([id]) => ({ verb: 'drain', id: number(id) }),
  print: ({ workers }) => `drained; workers: ${workers}`,
});
