'use strict';

module.exports = {
  proves: 'a TLS session of one worker is resumed in another one',
  policies: ['rr'],
  needsTime: true,
  program({ say, once }) {
    const cluster = require('node:cluster');
    const tls = require('node:tls');
    // Ciphers without certificates keep this scenario free of key files.
    const options = {
      ciphers: 'aNULL:@SECLEVEL=0',
      maxVersion: 'TLSv1.2',
      rejectUnauthorized: false,
    };
    if (cluster.isWorker) {
      const server = tls.createServer(options, (socket) => {
        say(
          'secure',
          socket.constructor.name,
          socket.encrypted,
          socket.isSessionReused(),
          socket.remoteAddress,
        );
        socket.end(`${cluster.worker.id}`);
      });
      server.on('tlsClientError', (error) => say('tlsClientError', error.code));
      server.listen(0, '127.0.0.1');
      return;
    }
    const connect = (port, session) =>
      new Promise((resolve) => {
        const socket = tls.connect({ port, host: '127.0.0.1', session, ...options });
        let given = session;
        let text = '';
        let reused;
        socket.on('secureConnect', () => (reused = socket.isSessionReused()));
        socket.on('session', (data) => (given = data));
        socket.on('data', (data) => (text += data));
        socket.on('error', (error) => resolve({ text: error.code }));
        socket.on('close', () => resolve({ text, reused, session: given }));
      });
    const go = async () => {
      let port;
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      let session;
      for (let i = 0; i < 3; i++) {
        const result = await connect(port, session);
        say('connected', result.text, result.reused);
        session = result.session;
      }
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
