'use strict';

module.exports = {
  proves: 'listen() on a handle, and on an object with a handle, does not ask the primary',
  differs: {
    id: 'listen-on-a-handle',
    // Node 18 asks the primary for a server on no address, and the error of that ends the primary.
    when: ({ major }) => major < 20,
    builtin: [],
    gocluster: ['on the handle true', 'on the object true'],
    besides: ['stderr', 'exit'],
  },
  program({ say, to }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', () => say('never listening'));
      say('forked', cluster.fork());
      return;
    }
    const outcome = to('listen-on-a-handle');
    const own = net.createServer().listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const second = net.createServer().listen(own._handle, () => {
        outcome('on the handle', second.address().port === own.address().port);
        const third = net.createServer().listen({ _handle: own._handle }, () => {
          outcome('on the object', third.address().port === own.address().port);
          setImmediate(() => process.disconnect());
        });
      });
    });
  },
};
