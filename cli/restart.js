'use strict';

// gocluster restart: replaces one worker. Used by index.js.

const { number, question } = require('./ask');

module.exports = question({
  usage:
    'gocluster restart ID [--name NAME] [--json]\n\nReplaces one worker: a new one gets ready, then it finishes.',
  words: ['the ID of a worker'],
  request: ([id]) => ({ verb: 'restart', id: number(id) }),
  print: () => 'restarted',
});
