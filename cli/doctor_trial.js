'use strict';

// A program that doctor_checks.js runs: one worker, one connection through gocluster. It prints the result as JSON.

const net = require('node:net');
const { performance } = require('node:perf_hooks');
const cluster = require('../lib/cluster');

/** The codes of warnings which say that gocluster does not serve. */
const FALLBACKS = ['GOCLUSTER_FALLBACK', 'GOCLUSTER_WORKER'];

function report(outcome) {
  console.log(JSON.stringify(outcome));
  cluster.disconnect();
}

function connect(worker, port) {
  const started = performance.now();
  let answer = '';
  net
    .connect(port, '127.0.0.1')
    .setEncoding('utf8')
    .on('data', (text) => (answer += text))
    .on('error', (error) => report({ reason: error.message }))
    .on('end', () => {
      const milliseconds = Number((performance.now() - started).toFixed(1));
      if (answer === `${worker.process.pid}`) report({ port, milliseconds });
      else report({ reason: `the worker's answer is ${JSON.stringify(answer)}` });
    });
}

function tryHandOff() {
  let worker;
  try {
    worker = cluster.fork();
  } catch (error) {
    console.log(JSON.stringify({ reason: (error.cause ?? error).message }));
    return;
  }
  worker.on('error', ({ message }) => report({ reason: message }));
  worker.on('listening', ({ port }) => {
    if (fallback) report({ reason: `Node's own cluster stays in place: ${fallback}` });
    else connect(worker, port);
  });
}

let fallback = null;

if (cluster.isPrimary) {
  process.on('warning', ({ code, message }) => {
    if (FALLBACKS.includes(code)) fallback = message;
  });
  tryHandOff();
} else {
  net.createServer((socket) => socket.end(`${process.pid}`)).listen(0, '127.0.0.1');
}
