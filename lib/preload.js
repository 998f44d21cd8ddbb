'use strict';

// The first module that a worker loads, in its main thread and in each of its threads. If a part of the worker's half is missing,
// damaged or not readable, the process remains the worker that Node has set up: it gets its connections as under Node's own cluster,
// and sends the primary the reason.

const { send } = process;

try {
  // Under --watch Node sends the primary a message about each file that is loaded. The files loaded here are not the program's.
  if (process.env.WATCH_REPORT_DEPENDENCIES !== undefined && send) process.send = () => true;
  try {
    require('./take_over');
  } finally {
    if (process.send !== send) process.send = send;
  }
} catch ({ message }) {
  if (process.connected && require('node:cluster').isWorker) {
    // eslint-disable-next-line no-restricted-syntax -- nothing of the program's has run
    process.send({ cmd: 'NODE_CLUSTER', act: 'unable', reason: message }, undefined, {}, () => {});
  }
}
