'use strict';

// What is reloaded: HTTP with uploads, server-sent events and WebSockets, HTTPS, and HTTP/2, each on a port of its own. It has no
// cluster code. When it is told to finish, it tells what lasts to come again.

const fs = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const path = require('node:path');
const { WebSocketServer } = require('ws');

const EVENT_MS = 50;
/** WebSocket's "service restart". */
const COME_AGAIN = 1012;

const base = Number(process.env.BASE_PORT);
const tls = (name) => fs.readFileSync(path.join(__dirname, '../tls', name));
const secure = { key: tls('key.pem'), cert: tls('cert.pem') };

const streams = new Set();

async function answer(request, response) {
  if (request.url === '/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const timer = setInterval(() => response.write('data: x\n\n'), EVENT_MS);
    const end = () => {
      clearInterval(timer);
      streams.delete(end);
      response.end();
    };
    response.on('close', end);
    streams.add(end);
    return;
  }
  let length = 0;
  for await (const chunk of request) length += chunk.length;
  response.end(`${length}`);
}

const plain = http.createServer(answer).listen(base);
const safe = https.createServer(secure, answer).listen(base + 1);
const streaming = http2.createServer((request, response) => response.end('h2')).listen(base + 2);
const sockets = new WebSocketServer({ server: plain });
sockets.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data) => socket.send(`${data}`));
});

let isFinishing = false;
function finish() {
  if (isFinishing) return;
  isFinishing = true;
  for (const end of streams) end();
  for (const socket of sockets.clients) socket.close(COME_AGAIN);
}

process.on('message', (message) => message === 'shutdown' && finish());
// PM2 asks by this signal, and then it is the program that closes its servers.
process.on('SIGINT', () => {
  finish();
  let open = 3;
  for (const server of [plain, safe, streaming]) server.close(() => --open === 0 && process.exit());
});
