'use strict';

module.exports = {
  proves: 'a worker may replace process.send, as monitors do, and its messages go through that',
  differs: {
    id: 'send-is-ours',
    builtin: ['acts ["queryServer","mine","listening","close"]'],
    gocluster: ['acts ["mine"]'],
  },
  policies: ['rr'],
  program({ say, to, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const acts = [];
      const { send } = process;
      process.send = function (message, ...rest) {
        acts.push(message.act ?? message);
        return Reflect.apply(send, this, [message, ...rest]);
      };
      const server = net
        .createServer((socket) => socket.end('served'))
        .listen(0, '127.0.0.1', () => {
          process.send('mine');
          process.on('message', () =>
            server.close(() => {
              to('send-is-ours')(
                'acts',
                acts.filter((act) => typeof act === 'string'),
              );
              process.exit();
            }),
          );
        });
      return;
    }
    const worker = cluster.fork();
    listening(cluster).then(async ({ port }) => {
      say('got', await ask(port));
      worker.send('close');
    });
  },
};
