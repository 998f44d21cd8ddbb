'use strict';
// A worker's program may replace the file system (mock-fs), or give up the right to read: it listens and serves although no file
// can be loaded any more.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const http = require('node:http');
  if (cluster.isPrimary) {
    const worker = cluster.fork();
    worker.on('listening', ({ port }) => {
      http.get({ port, agent: false }, ({ statusCode }) => {
        report('status', statusCode);
        worker.disconnect();
      });
    });
    worker.on('exit', (code) => report('exit', code));
  } else {
    require('node:module')._load = (request) => {
      throw new Error(`${request} cannot be read`);
    };
    http.createServer((request, response) => response.end()).listen(0, '127.0.0.1');
  }
}

test('a worker that can load nothing', async (t) => {
  const running = run(t, program);
  const reports = await running.success();
  assert.deepEqual(
    reports.map(({ name, value }) => [name, value]),
    [
      ['status', 200],
      ['exit', 0],
    ],
  );
});
