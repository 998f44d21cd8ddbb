'use strict';

// Example 5: messages from workers count requests. Its text forks no worker and serves in the
// primary itself, so the program around it forks the workers and runs the same server in them too.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

const REQUESTS = 5;

testExample(5, 'the primary counts what its workers report', async (run, network) => {
  // The example's own server would take the port in the primary, so its listen does nothing here.
  const program = run(
    (text) => `
const { Server } = require('http');
const { isMaster } = require('cluster');
if (isMaster) Server.prototype.listen = () => {};
${text}
if (cluster.isMaster) {
  for (let i = 0; i < 2; i++) cluster.fork().on('message', messageHandler);
  cluster.on('listening', (worker) => console.log('listening', worker.id));
} else {
  http.Server((req, res) => {
    res.writeHead(200);
    res.end('hello world\\n');
    process.send({ cmd: 'notifyRequest' });
  }).listen(8000);
}
`,
  );
  await program.prints(/listening[^]*listening/);
  await program.prints('numReqs = 0\n');
  const answers = network.get(program.pid, REQUESTS);
  assert.deepEqual(answers, Array(REQUESTS).fill({ status: 200, body: 'hello world\n' }));
  await program.prints(`numReqs = ${REQUESTS}\n`);
  assert.equal(program.stderr, '');
});

testExample(5, 'its text alone serves in the primary', async (run, network) => {
  // Without an IPC channel process.send is not there: the program around it gives one.
  const program = run(
    (text) => `
process.send = (message) => console.log('sent', JSON.stringify(message));
${text}
`,
  );
  await program.prints('numReqs = 0\n');
  assert.deepEqual(network.get(program.pid), [{ status: 200, body: 'hello world\n' }]);
  await program.prints('sent {"cmd":"notifyRequest"}\n');
  assert.equal(program.stderr, '');
});
