'use strict';

// Reads a message from the control socket: one line of JSON in each direction. Used by control_client.js.

const { controlError } = require('./errors');

const VERSION = 1;
const LONGEST = 1 << 20;

/**
 * @param {import('node:net').Socket} socket
 * @param {(error: Error | null, message?: object) => void} callback called once, unless the socket fails
 */
function readLine(socket, callback) {
  let text = '';
  let isDone = false;
  const done = (error, message) => {
    if (isDone) return;
    isDone = true;
    callback(error, message);
  };
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    text += chunk;
    const end = text.indexOf('\n');
    if (end < 0) {
      if (text.length > LONGEST) done(controlError('the line is too long'));
      return;
    }
    try {
      const message = JSON.parse(text.slice(0, end));
      if (typeof message !== 'object' || message === null) throw new TypeError('it is no object');
      done(null, message);
    } catch ({ message }) {
      done(controlError(`the line is no JSON object: ${message}`));
    }
  });
  const ended =
    'the supervisor has closed the connection before it answered: it has ended, or too many ask';
  socket.on('end', () => done(controlError(ended)));
}

module.exports = { VERSION, readLine };
