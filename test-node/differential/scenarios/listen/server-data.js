'use strict';

module.exports = {
  proves: 'what _getServerData() of the first server says is given to _setServerData() of all',
  program({ to, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const say = to(`worker ${cluster.worker.id}`);
      const server = net.createServer();
      server._getServerData = () => say('asked') ?? { from: cluster.worker.id };
      server._setServerData = (data) => say('given', data, server.listening);
      return server.listen(0, '127.0.0.1', () => say('listening'));
    }
    const go = async () => {
      for (let i = 0; i < 3; i++) await once(cluster.fork(), 'listening');
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
