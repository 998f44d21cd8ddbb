'use strict';
// Signal handlers that the program installs after the core is loaded run, however many signals come,
// while connections flow and children end: none crashes, none is taken by a thread of the core.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('../handoff/load.js');

const SIGNALS =
  'SIGUSR2 SIGTERM SIGINT SIGHUP SIGWINCH SIGALRM SIGIO SIGCONT SIGTSTP SIGQUIT SIGPIPE SIGXFSZ SIGVTALRM SIGCHLD'.split(
    ' ',
  );
const ROUNDS = 300;

const install = ({ state }, names) => {
  state.counts = {};
  for (const name of names) {
    process.on(name, () => (state.counts[name] = (state.counts[name] ?? 0) + 1));
  }
};

test('a flood of signals to the primary', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  await cluster.primary.run(install, SIGNALS);

  const clients = load(port);
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of SIGNALS) cluster.primary.kill(name);
    if (round % 10 === 0) await clients.served(5);
  }
  await clients.stop();
  // Signals of one kind merge while one is pending, so only "some of each" is certain.
  const counts = await cluster.primary.run(({ state }) => state.counts);
  assert.deepEqual(Object.keys(counts).sort(), [...SIGNALS].sort());

  const worker = await cluster.fork();
  await worker.run(listen, { port: 0, host: '127.0.0.1' });
});
