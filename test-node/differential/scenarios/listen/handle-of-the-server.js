'use strict';

module.exports = {
  proves: 'the own keys of server._handle, and what its functions return',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { _handle: handle } = server;
      const rr = handle.constructor === Object;
      say('handle', handle.constructor.name, rr && Object.keys(handle));
      const out = {};
      say('getsockname', handle.getsockname(out), out);
      say(
        'key',
        server._connectionKey.replace(/\d{4,5}$/, 'port'),
        server._unref,
        server._usingWorkers,
      );
      say('server', Object.keys(server).sort());
      if (rr) say('calls', handle.listen(1), handle.ref(), handle.unref(), handle.ref());
      process.exit();
    });
  },
};
