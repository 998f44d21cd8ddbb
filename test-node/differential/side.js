'use strict';

// The two sides that are compared: the same Node, with and without gocluster's preload.

const path = require('node:path');

const builtin = {
  name: 'built-in',
  preload: path.join(__dirname, 'preload-nothing.js'),
};

const gocluster = {
  name: 'gocluster',
  preload: path.resolve(__dirname, '../../lib/register.js'),
};

// The scenarios themselves are tested by running them on the built-in alone.
const selfTest = process.env.GOCLUSTER_TEST_BUILTIN === '1';

module.exports = { builtin, gocluster, selfTest };
