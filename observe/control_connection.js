'use strict';

// A connection to a control socket: a line of JSON asks, and a line of JSON answers, or one after the other where the verb is to watch:
// docs/control.md. Who floods, sends no JSON or does not read is cut off. Used by control_socket.js.

const { performance } = require('node:perf_hooks');
const { setTimeout, clearTimeout } = require('node:timers');
const native = require('../lib/native');
const { controlError } = require('./errors');

const VERSION = 1;
/** The longest request, in characters. */
const LONGEST_REQUEST = 1 << 16;
/** How long a client may take to send a request, and to read an answer, in milliseconds. */
const PATIENCE = 10_000;
/** How many connections may be open at a time: further ones are closed at once. */
const CONNECTIONS_MAX = 64;

/**
 * Whether the kernel says that the other side runs as this user or as root. If the addon does not load, only the modes of the socket
 * and of its folder restrict who may connect.
 *
 * @param {import('node:net').Socket} socket
 */
function isAllowed(socket) {
  let addon;
  try {
    addon = native.load();
  } catch {
    return true;
  }
  const fd = socket._handle?.fd;
  return fd >= 0 && addon.isUsers(fd) === 1;
}

/** Calls back once, with the request's object or with an error that says what is wrong with it. */
function readRequest(socket, callback) {
  let text = '';
  const done = (error, request) => {
    clearTimeout(deadline);
    socket.removeListener('data', onData).removeListener('end', onEnd);
    socket.pause(); // what else arrives stays in the kernel
    callback(error, request);
  };
  const fail = (problem) => done(controlError(problem));
  const onData = (chunk) => {
    text += chunk;
    const end = text.indexOf('\n');
    if (end < 0 || end > LONGEST_REQUEST) {
      if (text.length > LONGEST_REQUEST) fail('the line is too long');
      return;
    }
    if (end + 1 < text.length) {
      fail('there is more than one line');
      return;
    }
    let request;
    try {
      request = JSON.parse(text.slice(0, end));
    } catch ({ message }) {
      fail(`the line is no JSON object: ${message}`);
      return;
    }
    if (typeof request !== 'object' || request === null) fail('the line is no JSON object');
    else done(null, request);
  };
  const onEnd = () => fail('the connection has ended before a whole line');
  const deadline = setTimeout(fail, PATIENCE, 'no whole line came in time').unref();
  socket.setEncoding('utf8').on('data', onData).on('end', onEnd);
  socket.once('close', () => clearTimeout(deadline));
}

/** Ends the connection when the other side has read everything, or has not in time. */
function finish(socket, line) {
  const deadline = setTimeout(() => socket.destroy(), PATIENCE).unref();
  socket.once('close', () => clearTimeout(deadline));
  // A client that still sends must not get a reset before the answer.
  socket.end(line, () => socket.resume());
  socket.on('data', () => socket.destroy());
}

/**
 * Sends a line for each result, until the connection is closed or another process has the name by which the client came. A line is left out
 * while the one before it is unread; a client that reads nothing for long is cut off.
 */
async function stream(socket, results, isTakenOver) {
  socket.once('close', () => results.return?.());
  let readAt = performance.now();
  for await (const line of linesOf(results, isTakenOver)) {
    if (socket.destroyed) break;
    if (socket.writableLength === 0) readAt = performance.now();
    if (socket.writableLength === 0) socket.write(line);
    else if (performance.now() - readAt > PATIENCE) socket.destroy();
    noticeEnd(socket);
  }
  socket.end();
}

/** Ends the connection when the client has ended it, and cuts off one that sends on: the next result may be an hour away. */
function noticeEnd(socket) {
  if (socket.readableEnded) socket.destroySoon();
  if (socket.readableEnded || socket.readableFlowing) return;
  socket.once('end', () => socket.destroySoon());
  socket.on('data', () => socket.destroy()).resume();
}

const lineOf = (answer) => `${JSON.stringify({ version: VERSION, ...answer })}\n`;

const failure = ({ code, message, worker, replaced, pid, verbs }) =>
  lineOf({ ok: false, error: { code, message, worker, replaced, pid, verbs } });

const lines = new WeakMap(); // by result, to its line, or to null if the name was another process's by then

/** Looks at the name once for a result, and encodes it once, however many clients watch. */
function lineOfResult(result, isTakenOver) {
  if (!lines.has(result))
    lines.set(result, isTakenOver() ? null : Buffer.from(lineOf({ ok: true, result })));
  return lines.get(result);
}

async function* linesOf(results, isTakenOver) {
  for await (const result of results) {
    const line = lineOfResult(result, isTakenOver);
    if (line === null) return;
    yield line;
  }
}

function unknownVerb(verb, verbs) {
  const problem = controlError(`there is no verb ${JSON.stringify(verb)}: ${verbs.join(', ')}`);
  return Object.assign(problem, { verbs });
}

async function answer(socket, verbs, isTakenOver, error, request) {
  try {
    if (error) throw error;
    if (request.version !== VERSION) throw controlError(`version ${VERSION} is spoken here`);
    const isKnown = typeof request.verb === 'string' && Object.hasOwn(verbs, request.verb);
    const verb = isKnown && verbs[request.verb];
    if (!verb) throw unknownVerb(request.verb, Object.keys(verbs));
    const result = await verb(request);
    if (result?.[Symbol.asyncIterator]) await stream(socket, result, isTakenOver);
    else finish(socket, lineOf({ ok: true, result }));
  } catch (problem) {
    finish(socket, failure(problem));
  }
}

const never = () => false;

/**
 * @param {import('node:net').Socket} socket of a server with allowHalfOpen
 * @param {Record<string, (request: object) => any>} verbs each gives a result, or an asynchronous iterable of results
 * @param {() => boolean} [isTakenOver] whether another process has the server's name by now: then no more results of this one are sent
 */
function serve(socket, verbs, isTakenOver = never) {
  socket.on('error', () => {}); // who has asked is gone
  socket.unref();
  if (!isAllowed(socket)) socket.destroy();
  else readRequest(socket, (...asked) => answer(socket, verbs, isTakenOver, ...asked));
}

module.exports = { CONNECTIONS_MAX, serve };
