'use strict';

// The settings of `gocluster run`, with types in an editor.

const { defineConfig } = require('gocluster/supervisor');

module.exports = defineConfig({
  script: 'server.js',
  name: 'shop',
  workers: 2,
  maxMemory: '300M',
  drainTimeout: '1m',
  drainMessage: 'shutdown', // what the server hears when it is to finish
});
