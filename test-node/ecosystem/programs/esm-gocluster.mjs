// An ES module that asks for gocluster by its name, or for the built-in.

const name = process.env.CLUSTER_PACKAGE ?? 'node:cluster';
const { default: cluster, fork, isPrimary, worker } = await import(name);
const { default: builtin } = await import('node:cluster');
const { createServer } = await import('node:http');

const WORKERS = 2;
const same = { object: cluster === builtin, fork: fork === builtin.fork };

if (isPrimary) {
  let listening = 0;
  cluster.on('listening', (from, { port }) => {
    if (++listening === WORKERS) console.log(JSON.stringify({ ready: { port, same } }));
  });
  for (let i = 0; i < WORKERS; i++) fork();
  process.on('SIGTERM', () => cluster.disconnect());
} else {
  createServer((req, res) => {
    res.end(JSON.stringify({ id: worker.id, same, fork: typeof fork }));
  }).listen(0, '127.0.0.1');
}
