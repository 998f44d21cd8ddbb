'use strict';

module.exports = {
  proves: 'two workers share a path, given relative and absolute',
  needsTime: true,
  program({ say, to, ask, listening, folder }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const path = cluster.worker.id === 1 ? 'shared' : `${folder}/shared`;
      const server = net.createServer((socket) => socket.end(`${cluster.worker.id}`));
      server.listen(path, () => to(`worker ${cluster.worker.id}`)('address', server.address()));
      return;
    }
    cluster.on('listening', (worker, address) => to(`about ${worker.id}`)('listening', address));
    listening(cluster, 2).then(async () => {
      const answers = [];
      for (let i = 0; i < 4; i++) answers.push(await ask(`${folder}/shared`));
      const known = answers.every((answer) => answer === '1' || answer === '2');
      say('answers', cluster.schedulingPolicy === cluster.SCHED_RR ? answers.sort() : known);
      cluster.disconnect();
    });
    cluster.fork();
    cluster.fork();
  },
};
