'use strict';
// What a terminal or a service manager sends to every process does not end the core: the primary may have work left.

const { test } = require('node:test');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer } = require('../listening/remote/clients.js');
const { env, skip, coresOf } = require('./core.js');

const SIGNALS = 'SIGHUP SIGINT SIGQUIT SIGTERM SIGUSR1 SIGUSR2 SIGALRM SIGPIPE SIGXCPU'.split(' ');

test('signals to the core', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2, env });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const [core] = coresOf(cluster.primary.pid);
  for (const signal of SIGNALS) {
    process.kill(core, signal);
    await allAnswer(port, cluster.workers);
  }
});
