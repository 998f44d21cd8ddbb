// Not run: as types.ts, for CommonJS's own import.

import cluster = require('gocluster');

const worker: cluster.Worker = cluster.fork();
cluster.on('online', (from: cluster.Worker) => from.id === worker.id);
const settings: cluster.ClusterSettings = cluster.settings;

export = settings;
