'use strict';

// Preloaded when GOCLUSTER_TEST_BUILTIN=1: require('gocluster') gives Node's own cluster, so that an
// example shows what it does without the product, which alone has metrics.

const Module = require('node:module');

const load = Module._load;
Module._load = function (request, ...rest) {
  if (request === 'gocluster/metrics') return { register() {} };
  return load.call(this, request === 'gocluster' ? 'node:cluster' : request, ...rest);
};
