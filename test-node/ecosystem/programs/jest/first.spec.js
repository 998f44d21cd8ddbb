/* global test, expect */
const path = require('node:path');

test('leaves a worker running', () => {
  const cluster = require(process.env.CLUSTER);
  cluster.setupPrimary({ exec: path.join(__dirname, 'worker.js'), args: [], execArgv: [] });
  expect(cluster.fork().id).toBe(1);
});
