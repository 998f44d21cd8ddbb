'use strict';

module.exports = {
  proves: 'the this of every listener',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      cluster.worker.on('message', function () {
        say('worker', this === cluster.worker);
      });
      process.on('message', function () {
        say('process', this === process);
        process.exit();
      });
      return process.send('x');
    }
    const worker = cluster.fork();
    for (const event of ['setup', 'fork', 'online', 'message', 'disconnect', 'exit']) {
      cluster.on(event, function () {
        say(`cluster:${event}`, this === cluster);
      });
      worker.on(event, function () {
        say(`worker:${event}`, this === worker);
      });
    }
    worker.on('message', () => worker.send('y'));
  },
};
