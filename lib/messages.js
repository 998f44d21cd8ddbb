'use strict';

// Messages between the primary and a worker over Node's own IPC channel, in the form that Node's cluster uses:
// {cmd: 'NODE_CLUSTER', act, seq, ...} and, as an answer, {ack, ...}. They surface as 'internalMessage'.

const callbacks = new Map();
let seq = 0;

function ignore() {}

/**
 * @param {NodeJS.Process | import('node:child_process').ChildProcess} target
 * @param {object} message
 * @param {object} [handle] a native handle to send along
 * @param {(answer: object, handle?: object) => void} [callback]
 * @returns {boolean} false where the channel is closed
 */
function send(target, message, handle, callback) {
  if (!target.connected) return false;
  if (callback) callbacks.set(seq, callback);
  // With a callback a failure is no 'error' event, which would end the process: the other side may have just died.
  return target.send({ cmd: 'NODE_CLUSTER', ...message, seq: seq++ }, handle, undefined, ignore);
}

/**
 * @param {(message: object, handle?: object) => void} act gets what is not an answer
 * @returns {(message: object, handle?: object) => void} a listener for 'internalMessage'
 */
function receiver(act) {
  return (message, handle) => {
    if (message.cmd !== 'NODE_CLUSTER') return;
    const callback = callbacks.get(message.ack);
    if (callback) {
      callbacks.delete(message.ack);
      callback(message, handle);
    } else {
      act(message, handle);
    }
  };
}

module.exports = { send, receiver };
