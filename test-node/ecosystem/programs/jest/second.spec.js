/* global test, expect */

test('goes on with the cluster of the first', async () => {
  const cluster = require(process.env.CLUSTER);
  const worker = cluster.fork();
  expect(worker.id).toBe(2);
  const [port] = await new Promise((resolve) => {
    cluster.on('listening', (each, { port }) => each === worker && resolve([port]));
  });
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect(await response.text()).toBe('served');
  const exits = Object.values(cluster.workers).map(
    (each) => new Promise((resolve) => each.once('exit', resolve)),
  );
  for (const each of Object.values(cluster.workers)) each.kill();
  expect((await Promise.all(exits)).length).toBe(2);
});
