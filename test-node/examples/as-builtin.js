'use strict';

// Preloaded when GOCLUSTER_TEST_BUILTIN=1: require('gocluster') gives Node's own cluster, so that an
// example shows what it does without the product.

const Module = require('node:module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolve.call(this, request === 'gocluster' ? 'node:cluster' : request, ...rest);
};
