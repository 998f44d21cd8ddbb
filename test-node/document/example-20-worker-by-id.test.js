'use strict';

// Example 20: an id that arrives on a socket, as a Buffer, finds its worker in cluster.workers.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(20, 'a worker by the id that a socket brings', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
const net = require('net');
if (cluster.isMaster) {
  cluster.fork();
  const second = cluster.fork();
  const server = net.createServer((socket) => {
${text}
    socket.on('data', (id) => {
      console.log(socket.listenerCount('data'), String(id), cluster.workers[id] === second);
      socket.destroy();
      server.close();
      cluster.disconnect();
    });
  });
  server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').end('2'));
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines, ['2 2 true']);
  assert.equal(program.stderr, '');
});
