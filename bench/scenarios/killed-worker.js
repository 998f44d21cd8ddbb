'use strict';

// The oldest worker is killed again and again under load, and replaced. The connections that a worker is serving when it is killed are
// cut in every mode; those that it has not read yet need not be lost.

const { setTimeout: delay } = require('node:timers/promises');

const KILL_EVERY_MS = 250;
const TIMEOUT_MS = 2_000;

module.exports = {
  name: 'killed-worker',
  title: 'A worker of 4 killed every 250 ms and replaced, HTTP, 32 clients',
  columns: [
    { name: 'kills', title: 'kills', digits: 0 },
    { name: 'hung', title: 'hung', digits: 0 },
    { name: 'cutAKill', title: 'cut a kill', digits: 2 },
    { name: 'wrong', title: 'wrong', digits: 0 },
    { name: 'refused', title: 'refused', digits: 0 },
    { name: 'perSecond', title: 'per second', digits: 0, ratio: true },
  ],
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 4, protocol: 'http', respawn: true }],

  async measure({ cluster, sizes, record }) {
    const duration = sizes.killing;
    const loading = cluster.load({ clients: 32, duration, timeout: TIMEOUT_MS });
    loading.catch(() => {}); // awaited below, after the kills
    let kills = 0;
    for (let at = KILL_EVERY_MS; at < duration; at += KILL_EVERY_MS) {
      await delay(KILL_EVERY_MS);
      if (cluster.killOldest()) kills++;
    }
    const { hung, cut, wrong, refused, perSecond } = await loading;
    await cluster.whole();
    record({ kills, hung, cutAKill: cut / kills, wrong, refused, perSecond });
  },
};
