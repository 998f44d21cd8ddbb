'use strict';

// The application that the tests put behind nginx and HAProxy: two workers on port 8000, which tell what they were asked.

const { makeFolder, start, testNetwork, PRELOAD } = require('./sandbox');

const APP = `
const cluster = require('node:cluster');
const http = require('node:http');

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on('listening', () => ++listening === 2 && console.log('ready'));
  cluster.fork();
  cluster.fork();
} else {
  const server = http.createServer(({ url, headers }, response) => {
    const { host, connection = '', 'x-forwarded-for': client, 'x-forwarded-proto': proto } = headers;
    response.end(JSON.stringify({ url, worker: cluster.worker.id, host, connection, client, proto }) + '\\n');
  });
  server.keepAliveTimeout = 65_000;
  server.listen(8000, '127.0.0.1');
}
`;

/** Starts it: { app, network, folder }. */
async function startApp(t) {
  const folder = makeFolder(t, { 'app.js': APP });
  const network = await testNetwork(t);
  const app = start(t, [process.execPath, ...PRELOAD.gocluster, 'app.js'], { folder, network });
  await app.prints('ready\n');
  return { app, network, folder };
}

/** How many answers each worker gave. */
function countByWorker(answers) {
  const counts = {};
  for (const { worker } of answers) counts[worker] = (counts[worker] ?? 0) + 1;
  return counts;
}

module.exports = { countByWorker, startApp };
