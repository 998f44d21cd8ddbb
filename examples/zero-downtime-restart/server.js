'use strict';

// SIGHUP replaces the workers one after the other: the new one listens before the old one lets go,
// so that a new version of app.js goes into service without a refused connection.

const cluster = require('gocluster');
const { once } = require('node:events');
const os = require('node:os');
const path = require('node:path');

const DEADLINE_MS = 10_000; // for an old worker to finish, and for a new one to listen; then it is killed
const PAUSE_MS = 500; // before a worker is replaced, so that one that crashes again and again leaves some CPU

cluster.setupPrimary({ exec: path.join(__dirname, 'app.js') });
for (let i = 0; i < os.cpus().length; i++) cluster.fork();
cluster.once('listening', (worker, { port }) => {
  console.log(`listening on http://localhost:${port}, reload with: kill -HUP ${process.pid}`);
});
cluster.on('exit', (worker, code, signal) => {
  if (worker.served) {
    if (!worker.exitedAfterDisconnect) setTimeout(() => cluster.fork(), PAUSE_MS);
    return;
  }
  // It would only fail again.
  console.log(`worker ${worker.id} did not start (${signal ?? code})`);
  if (Object.keys(cluster.workers).length === 0) process.exit(1);
});
cluster.on('listening', (worker) => {
  worker.served = true;
});

async function replace(old) {
  const fresh = cluster.fork();
  const slow = setTimeout(() => fresh.process.kill('SIGKILL'), DEADLINE_MS);
  fresh.once('listening', () => clearTimeout(slow));
  fresh.once('exit', () => clearTimeout(slow));
  const failed = once(fresh, 'exit').then(() => {
    throw new Error('the new worker did not start, the old ones stay');
  });
  await Promise.race([once(fresh, 'listening'), failed]);
  failed.catch(() => {}); // it exits one day
  if (old.isDead()) return;
  const timer = setTimeout(() => old.process.kill('SIGKILL'), DEADLINE_MS);
  old.disconnect();
  await once(old, 'exit');
  clearTimeout(timer);
}

let reloading = false;
process.on('SIGHUP', async () => {
  if (reloading) return;
  reloading = true;
  try {
    for (const worker of Object.values(cluster.workers)) await replace(worker);
    console.log('reloaded');
  } catch (error) {
    console.log(`not reloaded: ${error.message}`);
  }
  reloading = false;
});
