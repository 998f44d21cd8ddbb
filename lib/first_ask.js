'use strict';

// Tells when a program first requires cluster, which a preload has loaded before. Used by take_over.js.

// eslint-disable-next-line no-restricted-syntax -- its function is replaced for a while
const Module = require('node:module');
const { apply } = require('./intrinsics');

/**
 * Until then one more function stands between a program's require() and Node's.
 *
 * @param {() => void} callback called before the first require('cluster'). An import is not noticed
 */
function atFirstAsk(callback) {
  const { _load: load } = Module;

  function loadAndListen(request) {
    if (request === 'cluster' || request === 'node:cluster') {
      if (Module._load === loadAndListen) Module._load = load; // else somebody has put theirs before it
      callback();
    }
    return apply(load, this, arguments);
  }

  Module._load = loadAndListen;
}

module.exports = atFirstAsk;
