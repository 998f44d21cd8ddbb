'use strict';

// How many clients of each kind make the rate, and WebSockets, which need a package. Used by run.js.

const { WebSocket } = require('ws');
const { HOST } = require('../../supervisor/client_kinds.js');

/** What a server says that restarts, or goes. */
const COMES_AGAIN = [1012, 1001];

/** One echo; the next socket when the server has said that it restarts. */
function websockets({ plain: port }) {
  let socket = null;
  const open = () =>
    new Promise((resolve, reject) => {
      const made = new WebSocket(`ws://${HOST}:${port}`);
      made.on('open', () => resolve(made)).on('error', reject);
      made.on('close', (code) => {
        made.code = code;
        socket = null;
      });
    });
  return async () => {
    socket ??= await open();
    const mine = socket;
    await new Promise((resolve, reject) => {
      const onClose = (code) =>
        COMES_AGAIN.includes(code) ? resolve() : reject(new Error(`WebSocket closed: ${code}`));
      if (mine.readyState !== WebSocket.OPEN)
        return mine.code ? onClose(mine.code) : mine.once('close', onClose);
      mine.once('close', onClose);
      mine.once('message', () => {
        mine.off('close', onClose);
        resolve();
      });
      mine.send('x');
    });
  };
}

/** An upload lasts two seconds, so that a thousand make 500 a second. */
const UPLOAD_MS = 2000;
const CLIENTS = {
  short: 10,
  kept: 10,
  pipelined: 5,
  upload: 1000,
  events: 25,
  websockets: 25,
  https: 10,
  http2: 10,
};
/** How many requests a call makes. */
const A_CALL = { kept: 2, pipelined: 4 };

module.exports = { A_CALL, CLIENTS, UPLOAD_MS, websockets };
