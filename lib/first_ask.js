'use strict';

// Calls back when a program first requires cluster, which a preload has loaded already. Used by take_over.js.

// eslint-disable-next-line no-restricted-syntax -- its function is replaced for a while
const Module = require('node:module');
const { apply } = require('./intrinsics');

/**
 * Until then, Module._load is wrapped: each require() of the program calls one more function.
 *
 * @param {() => void} callback called before the first require('cluster'); not called for an import
 */
function atFirstAsk(callback) {
  const { _load: load } = Module;

  function loadAndListen(request) {
    if (request === 'cluster' || request === 'node:cluster') {
      if (Module._load === loadAndListen) Module._load = load; // otherwise somebody has wrapped it, too
      callback();
    }
    return apply(load, this, arguments);
  }

  Module._load = loadAndListen;
}

module.exports = atFirstAsk;
