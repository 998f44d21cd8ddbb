'use strict';

// What a worker loads before all else, by itself or by one of its threads. Whatever of its half is missing, damaged or out
// of reach, it is a worker all the same, as Node has set it up: it shares its listening sockets, and tells the primary why.

const { send } = process;

try {
  // Under --watch Node tells the primary of each file that is loaded, as a message, and these are no files of the program's.
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
