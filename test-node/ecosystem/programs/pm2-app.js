'use strict';

// An application without a word about the cluster, for PM2's cluster mode. It stops gracefully.

const http = require('node:http');

const server = http.createServer((req, res) => {
  const { NODE_APP_INSTANCE: instance, STAGE: stage } = process.env;
  const cluster = require('node:cluster');
  const { isWorker, isMaster } = cluster;
  res.end(JSON.stringify({ instance, stage, isWorker, isMaster, keys: Object.keys(cluster) }));
});

server.listen(0, '127.0.0.1', () => process.send({ ready: server.address().port }));

function stop() {
  server.close(() => process.exit(0));
}

process.once('SIGINT', stop);
process.on('message', (message) => {
  if (message === 'shutdown') stop();
});
