'use strict';

// Messages between the primary and a worker over Node's own IPC channel, in the form that Node's cluster uses:
// {cmd: 'NODE_CLUSTER', act, seq, ...} and, as an answer, {ack, ...}. They surface as 'internalMessage'.

const { Map, apply, listeners, removeListener } = require('./intrinsics');

// Kept, because a program may mock process.send later.
const { send: sendToPrimary } = process;

const callbacks = new Map();
let seq = 0;

function ignore() {}

/**
 * @param {NodeJS.Process | import('node:child_process').ChildProcess} target
 * @param {object} message
 * @param {object} [handle] a native handle to send along
 * @param {(answer: object, handle?: object) => void} [callback]
 * @returns {number} for forget()
 */
function send(target, message, handle, callback) {
  if (!target.connected) return -1;
  const number = seq++;
  if (callback) callbacks.set(number, callback);
  // With a callback, a failure emits no 'error' event, which would end the process: the other side may have just ended.
  const post = target === process ? sendToPrimary : target.send;
  const whole = { cmd: 'NODE_CLUSTER', ...message, seq: number };
  apply(post, target, [whole, handle, undefined, ignore]);
  return number;
}

/** No answer is expected any more. @param {number} number what send() has returned */
function forget(number) {
  callbacks.delete(number);
}

/**
 * @param {(message: object, handle?: object) => void} act called for each message that is not an answer
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

/** Removes the listener of Node's own cluster. */
function silenceBuiltin(target) {
  const heard = listeners(target, 'internalMessage');
  for (let i = 0; i < heard.length; i++) {
    if (heard[i].name === 'onInternalMessage') removeListener(target, 'internalMessage', heard[i]);
  }
}

module.exports = { send, forget, receiver, silenceBuiltin };
