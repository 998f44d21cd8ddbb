'use strict';
// A steady load for the tests of handoff/: a few clients, each connects again as soon as it is served.

const { ask } = require('../listening/remote/clients.js');

/** Starts the clients. `served(n)` waits for n more answers, `stop()` gives all pids that answered. */
function load(port, clients = 8) {
  const pids = [];
  let running = true;
  let failure = null;

  async function client() {
    while (running && !failure) {
      try {
        pids.push(await ask(port));
      } catch (error) {
        failure = error;
      }
    }
  }
  const all = Array.from({ length: clients }, client);

  return {
    async served(count) {
      const enough = pids.length + count;
      while (pids.length < enough && !failure) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (failure) throw failure;
      return pids.slice(enough - count);
    },
    async stop() {
      running = false;
      await Promise.all(all);
      if (failure) throw failure;
      return pids;
    },
  };
}

module.exports = { load };
