'use strict';
// Workers that were told to leave, worker.kill(), and serve on for a while, as balancers want it: they get connections while nobody
// else listens on the same, and get nothing new once somebody does.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { close, listen } = require('../listening/remote/acts.js');
const { allAnswer, ask, talk } = require('../listening/remote/clients.js');
const { BUILTIN } = require('../support/run.js');
const { load } = require('./load.js');

const anywhere = { port: 0, host: '127.0.0.1' };

/** The worker serves on at SIGTERM, as long as the test likes. */
const stayAtSIGTERM = ({ state }) => {
  state.told = new Promise((resolve) => process.on('SIGTERM', resolve));
};
const told = ({ state }) => state.told.then(() => true);

const killAll = ({ cluster }) => {
  for (const worker of Object.values(cluster.workers)) worker.kill();
};

async function startDucks(t, workers) {
  const cluster = await start(t, { workers });
  await cluster.everywhere(stayAtSIGTERM);
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  return { cluster, port };
}

for (const workers of [1, 2]) {
  test(`${workers} of ${workers} told to leave: clients are served until the end`, async (t) => {
    const { cluster, port } = await startDucks(t, workers);
    const clients = load(port);
    await clients.served(20);
    await cluster.primary.run(killAll);
    await cluster.everywhere(told);
    await allAnswer(port, cluster.workers);
    await clients.served(100);
    await clients.stop();
    await cluster.everywhere(close);
    await assert.rejects(talk(port), { code: 'ECONNREFUSED' });
  });
}

test(
  'a replacement gets everything new',
  { skip: onlyGocluster('those that leave get theirs') },
  async (t) => {
    const { cluster, port } = await startDucks(t, 2);
    await cluster.primary.run(killAll);
    await allAnswer(port, cluster.workers);
    const replacement = await cluster.fork();
    await replacement.run(listen, anywhere);
    // The word that it is ready comes on its own channel.
    while ((await ask(port)) !== replacement.pid);
    for (let i = 0; i < 20; i++) assert.equal(await ask(port), replacement.pid);
    replacement.kill('SIGKILL');
    await replacement.exited;
    await allAnswer(port, cluster.workers.slice(0, 2));
  },
);

test('a port that only a worker told to leave serves', async (t) => {
  const { cluster, port } = await startDucks(t, 2);
  const [duck] = cluster.workers;
  const own = await duck.run(listen, anywhere, 'own');
  await cluster.primary.run(({ cluster: { workers } }, id) => workers[id].kill(), duck.to);
  await duck.run(told);
  for (let i = 0; i < 10; i++) assert.equal(await ask(own.port), duck.pid);
  await allAnswer(port, BUILTIN ? cluster.workers : cluster.workers.slice(1));
});
