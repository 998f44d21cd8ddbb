'use strict';

// What it costs to look at a connection's first bytes before it is handed to a worker, and what a flood of silent connections does to
// other clients: node bench/peeking.js; with --flood only the latter. For the cost, the same workers serve the same load at the same
// rate on two servers in turn: connections of the first are handed off without a look, those of the second are searched for a PROXY
// header. The flood is sent to a server that requires a header, to one for which it is optional, and to one that is sticky by a cookie.
// On the last two a silent connection is handed to a worker after the timeout.

const { fork } = require('node:child_process');
const cluster = require('node:cluster');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const generator = require('./generator');
const machine = require('./machine');
const gocluster = require('../lib/cluster');
const { configure } = require('../lib/server');
const { stats } = require('../observe/stats');

const WORKERS = 2;
const RATE = 1500; // connections a second
const ROUNDS = 5;
const COUNT = 4500; // connections a round
const SILENT = 10_000;
const BATCH = 100; // how many silent connections are opened at a time
const BATCH_MS = 40;
const FLOOD_RATE = 250; // connections a second of the clients that do send something
const FLOOD_COUNT = 1500;
const LOOK_MS = 100;

/** Options of the servers, by name. Neither `pushed` nor `peeked` is one from which workers pull connections. */
const SERVERS = {
  pushed: { schedulingPolicy: 'least-connections' },
  peeked: { schedulingPolicy: 'least-connections', proxyProtocol: 'optional' },
  required: { schedulingPolicy: 'least-connections', proxyProtocol: true },
  optional: { schedulingPolicy: 'least-connections', proxyProtocol: 'optional' },
  sticky: { sticky: { cookie: 'session' } },
};
const FLOODED = ['required', 'optional', 'sticky'];
/** What the clients that are not silent send. */
const HEADER = 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n';
const requestTo = (name, i) =>
  name === 'sticky'
    ? `GET / HTTP/1.0\r\nCookie: session=${i}\r\n\r\n`
    : `${HEADER}GET / HTTP/1.0\r\n\r\n`;

function worker() {
  for (const [name, options] of Object.entries(SERVERS)) {
    const server = configure(
      http.createServer((request, response) => response.end('hello world\n')),
      options,
    );
    server.keepAliveTimeout = 1;
    server.listen(0, '127.0.0.1', () => process.send([name, server.address().port]));
  }
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

function start() {
  const ports = {};
  let missing = WORKERS * Object.keys(SERVERS).length;
  for (let i = 0; i < WORKERS; i++) gocluster.fork();
  return new Promise((resolve) => {
    cluster.on('message', (from, [name, port]) => {
      ports[name] = port;
      if (--missing === 0) resolve(ports);
    });
  });
}

function load(port) {
  return generator.run({ port, protocol: 'http', rate: RATE, count: COUNT, pids: [process.pid] });
}

async function cost(ports) {
  const micros = { pushed: [], peeked: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, port] of Object.entries({ pushed: ports.pushed, peeked: ports.peeked })) {
      const { cpu, measured, latency, ...rest } = await load(port);
      if (rest.cut + rest.hung + rest.refused + rest.wrong > 0)
        throw new Error(JSON.stringify(rest));
      micros[name].push(cpu[process.pid] / measured);
      console.log(
        `  ${name}: ${(cpu[process.pid] / measured).toFixed(1)} us, p99 ${latency.p99} us`,
      );
    }
  }
  const [pushed, peeked] = [median(micros.pushed), median(micros.peeked)];
  console.log(
    `primary's CPU a connection at ${RATE}/s: pushed ${pushed.toFixed(1)} us, peeked ${peeked.toFixed(1)} us, ${(peeked / pushed).toFixed(2)} of it`,
  );
}

/** The main function of the silent clients' process: connects, and sends nothing. */
async function beSilent(port) {
  const sockets = [];
  for (let i = 1; i <= SILENT; i++) {
    sockets.push(net.connect(port, '127.0.0.1').on('error', () => {}));
    if (i % BATCH === 0) await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
  }
  process.send('all are there');
}

/** The main function of the other clients' process: sends requests at a fixed rate, and reports how long the answers took. */
async function beOthers(port, name) {
  const times = [];
  let failed = 0;
  const visit = (i, done) => {
    const began = performance.now();
    let text = '';
    const socket = net.connect(port, '127.0.0.1');
    socket.write(requestTo(name, i));
    socket.on('data', (some) => (text += some)).on('error', () => {});
    socket.on('close', () => {
      if (text.endsWith('world\n')) times.push(performance.now() - began);
      else failed++;
      done();
    });
  };
  await new Promise((resolve) => {
    let count = 0;
    let ended = 0;
    const timer = setInterval(() => {
      if (++count === FLOOD_COUNT) clearInterval(timer);
      visit(count, () => ++ended === FLOOD_COUNT && resolve());
    }, 1000 / FLOOD_RATE);
  });
  times.sort((a, b) => a - b);
  process.send({ p99: times[Math.floor(times.length * 0.99)], failed, served: times.length });
}

const others = async (port, name) =>
  (await once(fork(__filename, ['others', port, name]), 'message'))[0];

/** How many descriptors a process has open, in its largest table: the core's thread has a table of its own. */
function descriptors(pid) {
  const counts = fs.readdirSync(`/proc/${pid}/task`).map((task) => {
    try {
      return fs.readdirSync(`/proc/${pid}/task/${task}/fd`).length;
    } catch {
      return 0; // it has ended
    }
  });
  return Math.max(...counts);
}

/** Records the most descriptors and memory of the primary and of a worker. @returns {() => string} stops it, and returns the result */
function watchUse() {
  const most = { primary: [0, 0], worker: [0, 0] };
  const look = async () => {
    const { primary, workers } = await stats();
    for (const [name, { pid, rss }] of [
      ['primary', primary],
      ...workers.map((each) => ['worker', each]),
    ]) {
      const [fds, megabytes] = most[name];
      most[name] = [Math.max(fds, descriptors(pid)), Math.max(megabytes, Math.round(rss / 1e6))];
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    return Object.entries(most)
      .map(([name, [fds, megabytes]]) => `${name} ${fds} descriptors, ${megabytes} MB`)
      .join(', ');
  };
}

async function flood(name, port) {
  const quiet = await others(port, name);
  const use = watchUse();
  const silent = fork(__filename, ['silent', port]);
  const ended = once(silent, 'exit'); // it ends by itself if all its connections are ended
  const measuring = others(port, name);
  await once(silent, 'message');
  const { peeking } = await listenerStats(port);
  const { p99, failed, served } = await measuring;
  const { peekOverflows, peekTimeouts } = await listenerStats(port);
  console.log(
    `${name}: ${SILENT} silent connections in ${(SILENT / BATCH) * BATCH_MS} ms: others p99 ${p99.toFixed(1)} ms ` +
      `(without ${quiet.p99.toFixed(1)} ms), served ${served}, failed ${failed}; ` +
      `waiting ${peeking}, too many ${peekOverflows}, too late ${peekTimeouts}; at the most ${use()}`,
  );
  silent.kill();
  await ended;
}

async function listenerStats(port) {
  const { listeners } = await stats();
  return listeners.find((each) => each.port === port);
}

async function primary() {
  generator.build();
  console.log(machine.line(machine.describe()));
  const ports = await start();
  if (!process.argv.includes('--flood')) await cost(ports);
  for (const name of FLOODED) await flood(name, ports[name]);
  process.exit(0);
}

if (process.argv[2] === 'silent') beSilent(Number(process.argv[3]));
else if (process.argv[2] === 'others') beOthers(Number(process.argv[3]), process.argv[4]);
else if (cluster.isPrimary) primary();
else worker();
