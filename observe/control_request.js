'use strict';

// Asks a control socket: a line of JSON each way, docs/control.md. Used by the supervisor's control_client.js, and by the command.

const net = require('node:net');
const { controlError } = require('./errors');

const VERSION = 1;
/** Characters of an answer, at the most. A worker takes some 600. */
const LONGEST_ANSWER = 1 << 24;
/** Verbs that are answered at once, even while an operation is under way. */
const PROMPT = ['status', 'stats', 'watch'];
/** A process that does not answer these for so long, in milliseconds, is stopped or blocked. */
const SILENCE_MS = 10_000;

function parse(line) {
  try {
    const answer = JSON.parse(line);
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch {
    // no JSON
  }
  throw controlError('what answers there is no gocluster');
}

function silentError(file) {
  const message = `what listens at ${file} has not answered for ${SILENCE_MS / 1000} s`;
  return Object.assign(controlError(message), { isSilent: true });
}

/**
 * @param {string} file of the socket
 * @param {{verb: string, interval?: number}} request
 * @param {object} handlers
 * @param {(answer: object) => void} handlers.onAnswer called for each line
 * @param {(error: Error) => void} handlers.onEnd called when no more will come
 * @param {AbortSignal} [handlers.signal] ends the connection
 * @returns {import('node:net').Socket}
 */
function request(file, request, { onAnswer, onEnd, signal }) {
  const socket = net.connect({ path: file, signal });
  let failure = controlError(
    `what listens at ${file} has closed the connection: it has ended, or too many ask`,
  );
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    try {
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const answer = parse(text.slice(0, end));
        text = text.slice(end + 1);
        onAnswer(answer);
      }
      if (text.length > LONGEST_ANSWER) throw controlError('the line is too long');
    } catch (error) {
      socket.destroy(error);
    }
  });
  socket.on('error', (error) => {
    const isOurs = error.code === 'ERR_GOCLUSTER_CONTROL';
    failure = isOurs ? error : controlError(`nobody answers at ${file} (${error.code})`);
  });
  socket.on('close', () => onEnd(failure));
  if (PROMPT.includes(request.verb)) {
    const patience = SILENCE_MS + (request.interval ?? 0);
    socket.setTimeout(patience, () => socket.destroy(silentError(file)));
  }
  socket.write(`${JSON.stringify({ version: VERSION, ...request })}\n`);
  return socket;
}

/**
 * @param {string} file
 * @param {{verb: string}} asked
 * @param {AbortSignal} [signal]
 * @returns {Promise<object>} the result
 * @throws what was answered, with its code, or ERR_GOCLUSTER_CONTROL
 */
function askAt(file, asked, signal) {
  return new Promise((resolve, reject) => {
    const onAnswer = ({ ok, result, error = {} }) => {
      if (ok) resolve(result);
      else reject(Object.assign(new Error(error.message), error));
      socket.destroy();
    };
    const socket = request(file, asked, { onAnswer, onEnd: reject, signal });
  });
}

module.exports = { askAt, request };
