'use strict';

// Workers log through the primary, which alone writes the file.

const cluster = require('node:cluster');
const http = require('node:http');
const log4js = require('log4js');

const WORKERS = 3;

log4js.configure({
  appenders: {
    file: {
      type: 'file',
      filename: process.env.LOG_FILE,
      layout: { type: 'pattern', pattern: '%p %c %X{worker} %m' },
    },
  },
  categories: { default: { appenders: ['file'], level: 'info' } },
});

if (cluster.isPrimary) {
  const log = log4js.getLogger('primary');
  log.info('starts');
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === WORKERS) console.log(JSON.stringify({ ready: port }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect());
  let left = WORKERS;
  cluster.on('exit', () => {
    if (--left > 0) return;
    log.info('ends');
    log4js.shutdown(() => console.log(JSON.stringify({ written: true })));
  });
} else {
  const log = log4js.getLogger('worker');
  log.addContext('worker', cluster.worker.id);
  http
    .createServer((req, res) => {
      log.info('before', req.url);
      log.debug('below the level', req.url);
      log.error('failed', req.url, new TypeError('wrong').message);
      res.end(String(cluster.worker.id));
    })
    .listen(0, '127.0.0.1');
}
