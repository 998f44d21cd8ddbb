'use strict';

// gocluster scale: changes the number of workers. Used by index.js.

const { question } = require('./ask');

module.exports = question({
  usage:
    'gocluster scale N|+N|-N [--name NAME] [--json]\n\nMakes the number of workers N, or N more or fewer.',
  words: ['N, +N or -N'],
  request: ([workers]) => ({ verb: 'scale', workers }),
  print: ({ workers }) => `workers: ${workers}`,
});
