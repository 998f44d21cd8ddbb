'use strict';

// How evenly connections are spread over 4 workers: one connection at a time, so that all workers are idle, then 8 and 32 at a time.

module.exports = {
  name: 'fairness',
  title: 'Connections over 4 workers (8,000, quick run 2,000): most minus least',
  columns: [
    { name: 'idle', title: 'one at a time', digits: 0 },
    { name: 'eight', title: '8 at a time', digits: 0 },
    { name: 'loaded', title: '32 at a time', digits: 0 },
  ],
  rounds: { full: 3, quick: 1 },
  settings: () => [{ workers: 4, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    await cluster.warmUp(sizes.warmUp);
    const idle = await spread(cluster, 1, sizes.spread);
    const eight = await spread(cluster, 8, sizes.spread);
    const loaded = await spread(cluster, 32, sizes.spread);
    record({ idle, eight, loaded });
  },
};

async function spread(cluster, clients, connections) {
  const before = await cluster.count();
  await cluster.load({ clients, count: connections, duration: 60_000 });
  const after = await cluster.count();
  const shares = after.map((count, i) => count - before[i]);
  return Math.max(...shares) - Math.min(...shares);
}
