'use strict';

// node bench/policies.js [restarts|mixed] [--seconds 60] [--rounds 3]
//
// Compares least connections with round robin in the two cases that it is for. restarts: 400 lasting connections, each of which ends and
// is opened again now and then; two of four workers are killed and replaced, and a while later the connections of each worker are
// counted. mixed: the latency of fast clients beside slow ones. A slow client gets events, each of which costs its worker some time,
// until it leaves; some stay long. Fast clients arrive at a fixed rate, send one request and leave. Both kinds have their own process.

const cluster = require('node:cluster');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const { parseArgs } = require('node:util');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { describe, line } = require('./machine.js');

const REGISTER = path.join(__dirname, '../lib/register.js');
const POLICIES = ['rr', 'least-connections'];
const WORKERS = 4;

const LASTING = 400;
const LIFE_MS = 60_000; // on average
const RECONNECT_MS = 1000; // at the most
const RESTARTED = 2;

const SLOW = 100;
const SLOW_LIFE_MS = 2000; // on average
const EVENT_EVERY_MS = 100;
const EVENT_WORK_MS = 0.5;
const FAST_PER_SECOND = 400;
const FAST_WORK_MS = 0.5;

function work(milliseconds) {
  const end = process.hrtime.bigint() + BigInt(milliseconds * 1e6);
  while (process.hrtime.bigint() < end);
}

const exponential = (mean) => -Math.log(1 - Math.random()) * mean;

/** A worker: a server of lasting connections, and an HTTP server that sends endless events or an answer that costs some time. */
function worker() {
  net
    .createServer((socket) => {
      socket.on('error', () => {}).resume();
      socket.write(`${process.pid}\n`);
    })
    .listen(0, '127.0.0.1');
  const web = http.createServer(({ url }, response) => {
    if (url === '/fast') {
      work(FAST_WORK_MS);
      response.end('fast');
      return;
    }
    const timer = setInterval(() => {
      work(EVENT_WORK_MS);
      response.write('event\n');
    }, EVENT_EVERY_MS);
    response.on('close', () => clearInterval(timer));
  });
  web.listen(0, '127.0.0.1');
}

/** The primary: reports the ports, kills as many workers as it is told to, and replaces them. */
function primary() {
  const ports = {};
  let listening = 0;
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  cluster.on('listening', ({ process: { pid } }, { port }) => {
    ports[port] = pid;
    if (++listening === 2 * WORKERS) process.send(Object.keys(ports).map(Number));
  });
  cluster.on('exit', () => cluster.fork());
  process.on('message', (count) => {
    for (const each of Object.values(cluster.workers).slice(0, count)) each.process.kill('SIGKILL');
  });
  process.on('disconnect', () => process.exit());
}

/** Starts a cluster under a policy. @returns its process, and the ports of its two servers */
async function start(policy) {
  const env = { ...process.env, NODE_CLUSTER_SCHED_POLICY: policy };
  const child = fork(__filename, ['--role', 'cluster'], { env, execArgv: ['-r', REGISTER] });
  const ports = await new Promise((resolve) => child.once('message', resolve));
  const kinds = await Promise.all(ports.map(isLasting));
  return { child, lasting: ports[kinds.indexOf(true)], web: ports[kinds.indexOf(false)] };
}

/** Whether it is the port of the lasting connections: their server sends first. */
function isLasting(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const timer = setTimeout(() => done(false), 300);
    const done = (speaks) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(speaks);
    };
    socket.once('data', () => done(true));
  });
}

/** One client with a lasting connection; open[index] is the pid of the worker that it is connected to, or 0. */
function last(port, open, index) {
  const again = () => setTimeout(() => last(port, open, index), Math.random() * RECONNECT_MS);
  const socket = net.connect(port, '127.0.0.1');
  const life = setTimeout(() => socket.destroy(), exponential(LIFE_MS));
  socket.on('data', (text) => (open[index] = Number(text)));
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(life);
    open[index] = 0;
    again();
  });
}

function countsOf(open) {
  const counts = new Map();
  for (const pid of open) if (pid > 0) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => a - b);
}

async function restarts(policy, seconds) {
  const { child, lasting } = await start(policy);
  const open = [];
  for (let i = 0; i < LASTING; i++) last(lasting, open, i);
  await delay(3000);
  const before = countsOf(open);
  child.send(RESTARTED);
  await delay(seconds * 1000);
  const after = countsOf(open);
  child.kill();
  return { policy, before, after, spread: (after.at(-1) / after[0]).toFixed(2) };
}

/** Runs one slow client after the other. */
function slow(port) {
  const request = http.get({ port, host: '127.0.0.1', path: '/slow', agent: false });
  const life = setTimeout(() => request.destroy(), exponential(SLOW_LIFE_MS));
  request.on('error', () => {}).on('response', (response) => response.resume());
  request.on('close', () => {
    clearTimeout(life);
    setImmediate(slow, port);
  });
}

function fast(port, latencies) {
  const began = performance.now();
  const request = http.get({ port, host: '127.0.0.1', path: '/fast', agent: false }, (response) =>
    response.resume().on('end', () => latencies.push(performance.now() - began)),
  );
  request.on('error', () => {});
}

/** The main function of the fast clients' process: reports how long each request took. */
async function beFast(port, seconds) {
  const latencies = [];
  const end = performance.now() + seconds * 1000;
  for (let next = performance.now(); next < end; next += 1000 / FAST_PER_SECOND) {
    await delay(Math.max(0, next - performance.now()));
    fast(port, latencies);
  }
  await delay(500);
  process.send(latencies);
}

async function mixed(policy, seconds) {
  const { child, web } = await start(policy);
  const slowOnes = fork(__filename, ['--role', 'slow', '--port', web]);
  await delay(SLOW_LIFE_MS);
  const fastOnes = fork(__filename, ['--role', 'fast', '--port', web, '--seconds', seconds]);
  const [latencies] = await once(fastOnes, 'message');
  for (const each of [child, slowOnes, fastOnes]) each.kill();
  latencies.sort((a, b) => a - b);
  const at = (part) => latencies[Math.floor(latencies.length * part)];
  return { policy, requests: latencies.length, p50: at(0.5), p99: at(0.99) };
}

/** The medians of the rounds. */
function summary(rows) {
  const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1].toFixed(1);
  return POLICIES.map((policy) => {
    const its = rows.filter((row) => row.policy === policy);
    const of = (key) => median(its.map((row) => row[key]));
    const range = its.map(({ p99 }) => p99.toFixed(1)).join(' ');
    return { policy, p50: of('p50'), p99: of('p99'), 'p99 of each round': range };
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    role: { type: 'string' },
    seconds: { type: 'string' },
    port: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});

async function main() {
  console.log(line(describe()));
  if (positionals[0] !== 'mixed') {
    const seconds = Number(values.seconds ?? 60);
    console.table(await Promise.all(POLICIES.map((policy) => restarts(policy, seconds))));
  }
  if (positionals[0] !== 'restarts') {
    const rows = [];
    for (let i = 0; i < Number(values.rounds); i++) {
      // The rounds begin with each policy in turn.
      for (const policy of i % 2 ? [...POLICIES].reverse() : POLICIES)
        rows.push(await mixed(policy, Number(values.seconds ?? 5)));
    }
    console.table(summary(rows));
  }
  process.exit();
}

const port = Number(values.port);
if (values.role === 'slow') for (let i = 0; i < SLOW; i++) slow(port);
else if (values.role === 'fast') beFast(port, Number(values.seconds));
else if (values.role !== 'cluster') main();
else if (cluster.isPrimary) primary();
else worker();
