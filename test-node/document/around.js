'use strict';

// What stands around an example of the document, as far as several need the same: each gives a function from the example's text to
// the program's. Used by ends.test.js.

/** Around an example that is for the primary; `after` stands behind it, `worker` is what workers run. */
const inPrimary =
  (after = '', worker = '', before = '') =>
  (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${before}
${text}
${after}
} else {
${worker}
}
`;

/** Around an example that both run. */
const inBoth = (primary) => (text) => `
const cluster = require('cluster');
${text}
if (cluster.isMaster) {
${primary}
}
`;

const KEEP_RUNNING = 'setInterval(() => {}, 1000);';

/** An event that the worker of the example gets: its listener runs, and how many arguments it is given. */
const workerEvent = (event, act, worker = '') =>
  inPrimary(
    `
  const worker = cluster.workers[1];
  console.log('listeners', worker.listenerCount('${event}'));
  worker.on('${event}', (...args) => {
    console.log('${event}', args.length);
    worker.disconnect();
  });
  ${act}`,
    worker,
  );

/** The worker's answer to the shutdown message of an example that waits for its end. */
const disconnectWithTimeout = (inWorker) => (text) => `
const cluster = require('cluster');
if (cluster.isWorker) process.on('message', (message) => { ${inWorker} });
${text}
cluster.on('exit', (worker, code, signal) => {
  console.log('exit', code, signal, worker.exitedAfterDisconnect);
});
`;

/** An example that looks at its `arguments`, in a function that is given so many. */
const messageWithArguments = (count) => (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
  (function () {
${text}
  })(${Array(count).fill('null').join()});
  console.log('listeners', cluster.listenerCount('message'));
  cluster.on('message', function (worker, message, handle) {
    console.log(arguments.length, worker === cluster.workers[1], message, handle);
    worker.disconnect();
  });
  cluster.fork();
} else {
  process.send('from the worker');
}
`;

module.exports = {
  inPrimary,
  inBoth,
  workerEvent,
  disconnectWithTimeout,
  messageWithArguments,
  KEEP_RUNNING,
};
