'use strict';

module.exports = {
  proves: 'messages whose cmd starts with NODE_ are internalMessage, never message',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const mine = ({ cmd }) => cmd.startsWith('NODE_') && cmd !== 'NODE_CLUSTER';
    if (cluster.isWorker) {
      process.on('internalMessage', (message) => mine(message) && say('internal', message));
      process.on('message', (message) => {
        say('message', message);
        process.disconnect();
      });
      process.send({ cmd: 'NODE_MINE', value: 1 });
      process.send({ cmd: 'NODE_' });
      return process.send({ cmd: 'node_mine' });
    }
    const worker = cluster.fork();
    worker.process.on('internalMessage', (message) => mine(message) && say('internal', message));
    worker.on('message', (message) => {
      say('message', message);
      if (message.cmd !== 'node_mine') return;
      worker.send({ cmd: 'NODE_OTHER', value: 2 });
      worker.send({ cmd: 'other' });
    });
  },
};
