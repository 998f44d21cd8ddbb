'use strict';

module.exports = {
  proves: 'the own keys of server._handle of a server on a path',
  program({ say, folder }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer().listen(`${folder}/socket`, () => {
      const { _handle: handle } = server;
      say('handle', handle.constructor.name, handle.constructor === Object && Object.keys(handle));
      process.exit();
    });
  },
};
