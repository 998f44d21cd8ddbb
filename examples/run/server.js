'use strict';

// A server that knows nothing of workers. It has streams that never end by themselves: when it is told to finish it ends them, and
// their clients come again, to another worker.

const http = require('node:http');

const PORT = Number(process.env.PORT ?? 8000);
const EVENT_MS = 1000;

const streams = new Set();

function stream(response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const send = () => response.write(`data: ${new Date().toISOString()}\n\n`);
  const timer = setInterval(send, EVENT_MS);
  send();
  streams.add(response);
  response.on('close', () => {
    clearInterval(timer);
    streams.delete(response);
  });
}

const server = http.createServer((request, response) => {
  if (request.url === '/events') stream(response);
  else response.end(`hello of ${process.pid}\n`);
});

server.listen(PORT, () => {
  console.log(`listening on http://localhost:${server.address().port}`);
});

process.on('message', (message) => {
  if (message !== 'shutdown') return;
  for (const response of streams) response.end();
});
