'use strict';

// The clients: so many connections a second, from twenty addresses, whatever becomes of those before. A process of its own in its own
// network, started by load.js. It gets {url, rate, cookie}, and sends {results, open, rate}: what became of requests, how many have no answer
// yet, and at what rate it asks.

const http = require('node:http');

/** After so long without an answer a request has failed, in milliseconds. */
const HUNG_MS = 60_000;
const SLOT_MS = 10;
const REPORT_MS = 100;

const addresses = process.argv.slice(2);
const cookies = new Map(); // by address
let asked = { rate: 0 };
let results = [];
let count = 0;
let open = 0;
let due = 0;
let last = performance.now();

function ask({ url, cookie }) {
  const localAddress = addresses[count++ % addresses.length];
  const began = Date.now();
  open++;
  const done = (result) => {
    open--;
    results.push({ began, ended: Date.now(), localAddress, ...result });
  };
  const headers = cookie && cookies.has(localAddress) ? { cookie: cookies.get(localAddress) } : {};
  const options = { localAddress, headers, agent: false, timeout: HUNG_MS };
  const request = http.get(url, options, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    response.on('error', () => {}); // the request has it, too
    response.on('end', () => {
      const [given] = response.headers['set-cookie'] ?? [];
      if (given) cookies.set(localAddress, given.split(';')[0]);
      if (response.statusCode === 200) done(JSON.parse(text));
      else done({ failure: `${response.statusCode}` });
    });
  });
  request.on('timeout', () => request.destroy(new Error('no answer')));
  request.on('error', ({ code, message }) => done({ failure: code ?? message }));
}

setInterval(() => {
  const now = performance.now();
  due = Math.min(due + ((now - last) / 1000) * asked.rate, asked.rate); // after a pause not all at once
  last = now;
  for (; due >= 1; due--) ask(asked);
}, SLOT_MS);
setInterval(() => {
  process.send({ results, open, rate: asked.rate }, () => {}); // whoever has started it may just have ended
  results = [];
}, REPORT_MS);
process.on('message', (message) => (asked = message));
process.on('disconnect', () => process.exit());
