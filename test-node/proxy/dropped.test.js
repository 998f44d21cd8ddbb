'use strict';
// A header is its own connection's: of one that the server's blockList drops nothing is left for what the program itself emits.

const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const path = require('node:path');
const { test } = require('node:test');
const { ROOT } = require('../support/run.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { connect } = require('./client.js');

const SERVER = path.join(ROOT, 'lib/server.js');
const hasBlockList = Boolean(net.createServer({ blockList: new net.BlockList() }).blockList);
const skip =
  onlyGocluster('it has no PROXY protocol') || (!hasBlockList && 'its servers have no blockList');

const listen = ({ state }, module) =>
  new Promise((resolve) => {
    const { BlockList, createServer } = require('node:net');
    const blockList = new BlockList();
    blockList.addAddress('192.0.2.1');
    state.server = createServer({ blockList });
    require(module).configure(state.server, { proxyProtocol: true });
    state.server.listen(0, '127.0.0.1', () => resolve(state.server.address().port));
  });

const emit = ({ state }) => {
  const stream = new (require('node:stream').PassThrough)();
  state.server.emit('connection', stream);
  return Boolean(stream.proxyProtocol);
};

test('a client that is dropped', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const port = await worker.run(listen, SERVER);
  const socket = await connect(port, ['PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\n']);
  await once(socket.resume(), 'close');
  assert.equal(await worker.run(emit), false);
});
