'use strict';

// What gocluster adds to cluster.Worker in both roles. The class itself is Node's: it holds no policy, and every version
// of Node has the one that its programs know.

const { deprecate } = require('node:util');

const MESSAGE = 'worker.suicide is deprecated. Please use worker.exitedAfterDisconnect instead.';

/**
 * Gives workers `suicide`, which the documentation has as an alias of exitedAfterDisconnect.
 *
 * @param {typeof import('node:cluster').Worker} Worker
 */
function defineSuicide(Worker) {
  Object.defineProperty(Worker.prototype, 'suicide', {
    configurable: true,
    enumerable: false,
    get: deprecate(
      function () {
        return this.exitedAfterDisconnect;
      },
      MESSAGE,
      'DEP0007',
    ),
    set: deprecate(
      function (value) {
        this.exitedAfterDisconnect = value;
      },
      MESSAGE,
      'DEP0007',
    ),
  });
}

module.exports = { defineSuicide };
