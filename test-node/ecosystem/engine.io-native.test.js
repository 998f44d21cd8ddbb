'use strict';

// engine.io without socket.io, whose sessions gocluster sends to their workers: every client of every transport, and a browser that
// would keep its connections, reaches the worker that has its session.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const test = require('node:test');
const { Socket } = require('engine.io-client');
const { SIDES, linkGocluster, start } = require('./sides');

const CLIENTS_EACH = 12;
const WORKERS = 3;
const VISITS = 30;
const TRANSPORTS = [['polling'], ['websocket'], ['polling', 'websocket']];

const skip = !SIDES.includes('gocluster') && 'it is about gocluster';

/** A client that has come as far as its transports go. */
function connect(t, port, transports) {
  const socket = new Socket(`ws://127.0.0.1:${port}`, { transports });
  t.after(() => socket.close());
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('upgradeError', reject);
    socket.on('upgrade', () => resolve(socket));
    socket.on('open', () => transports.length === 1 && resolve(socket));
  });
}

/** "<worker> <session id>" */
async function who(socket) {
  const answer = new Promise((resolve) => socket.once('message', resolve));
  socket.send('who');
  return answer;
}

/** One request on a connection that the agent would keep. */
async function ask(agent, port, path, method = 'GET', body = '') {
  const headers = { 'Content-Type': 'text/plain', 'Content-Length': body.length };
  const request = http.request({ port, agent, path, method, headers }).end(body);
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text };
}

test('engine.io', { skip }, async (t) => {
  linkGocluster();
  const program = start(t, 'gocluster', 'engine.io-native.js');
  const port = await program.line('ready');
  const all = [];
  for (const transports of TRANSPORTS) {
    const some = Array.from({ length: CLIENTS_EACH }, () => connect(t, port, transports));
    all.push(...(await Promise.all(some)));
  }
  const known = await Promise.all(all.map(who));
  assert.equal(new Set(known.map((each) => each.split(' ')[0])).size, WORKERS);
  for (const each of known) assert.match(each, /^(\d) \S+\.\1$/);
  assert.deepEqual(await Promise.all(all.map(who)), known, 'a session stays where it is');

  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  for (let i = 0; i < VISITS; i++) {
    await ask(agent, port, '/');
    const session = '/engine.io/?EIO=4&transport=polling';
    const { sid } = JSON.parse((await ask(agent, port, session)).text.slice(1));
    await ask(agent, port, '/');
    const posted = await ask(agent, port, `${session}&sid=${sid}`, 'POST', '4who');
    assert.deepEqual(posted, { status: 200, text: 'ok' });
    const { text } = await ask(agent, port, `${session}&sid=${sid}`);
    assert.match(text, new RegExp(`4\\d ${sid}`));
  }
});
