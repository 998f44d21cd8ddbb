'use strict';

// The program of ipc-fuzz.test.js: one hostile worker after the other says what a seed makes of it, while clients are served
// by an honest one. FUZZ_WHAT is a function of ipc-messages.js.

const cluster = require('node:cluster');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const { TEST_REPORT, ROLE, FUZZ_WHAT, FUZZ_SEED, FUZZ_SECONDS, FUZZ_SERIALIZATION } = process.env;
const report = require(path.join(path.dirname(TEST_REPORT), 'report.cjs'));
/** In this time 'all sent' has arrived, if it does. */
const LOST_AFTER_MS = 5_000;
/** On a loaded machine the time may be over before anything was said. */
const MIN_ROUNDS = 2;
/** Only a hang reaches it. */
const DEADLINE_MS = 300_000;
const BATCH = process.env.FUZZ_WHAT === 'acts' ? 2000 : 400;

function primary() {
  let seed = Number(FUZZ_SEED);
  let messages = 0;
  let bytes = 0;
  let served = 0;
  let warnings = 0;
  let over = false;
  let idle = false; // the last client has been served
  let rounds = 0;
  let end = Infinity;
  process.on('uncaughtException', (error) => {
    report('uncaught', error.stack);
    process.exit(1);
  });
  process.on('warning', (warning) => {
    warnings++;
    if (warning.code === 'GOCLUSTER_FAILED' || warning.name === 'MaxListenersExceededWarning') {
      report('uncaught', warning.message);
    }
  });
  cluster.setupPrimary({ serialization: FUZZ_SERIALIZATION });
  const honest = cluster.fork({ ROLE: 'honest' });
  honest.once('listening', ({ port }) => {
    end = Date.now() + Number(FUZZ_SECONDS) * 1000;
    const before = descriptors();
    const listeners = process.listenerCount('internalMessage');
    client(port);
    hostile(() => {
      over = true;
      const after = () => {
        // A worker's end is noticed by several parts, each in its time.
        if (!idle || (descriptors() > before && Date.now() < end + DEADLINE_MS))
          return setTimeout(after, 20);
        report('result', {
          seed,
          messages,
          bytes,
          served,
          warnings,
          polluted: {}.polluted ?? null,
        });
        report('left', {
          descriptors: Math.max(descriptors() - before, 0),
          listeners: process.listenerCount('internalMessage') - listeners,
          workers: Object.keys(cluster.workers).length,
        });
        honest.disconnect();
      };
      after();
    });
  });

  /** A client after the other; each must be served. */
  function client(port) {
    let got = '';
    const socket = net.connect(port, '127.0.0.1');
    socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error('no answer')));
    socket.on('data', (data) => (got += data));
    socket.on('error', (error) => report('unserved', error.message));
    socket.on('close', () => {
      if (got === 'served') served++;
      else report('unserved', got);
      if (over) idle = true;
      else client(port);
    });
  }

  function hostile(done) {
    if (rounds++ >= MIN_ROUNDS && Date.now() > end) return done();
    report('seed', seed); // first of all: this is the one to look at where it ends here
    const worker = cluster.fork({ ROLE: 'hostile', FUZZ_SEED: `${seed}` });
    worker.on('error', () => {}); // an answer to it may fail
    worker.on('message', (message) => {
      if (!Array.isArray(message) || message[0] !== 'all sent') return;
      worker.process.kill('SIGKILL');
    });
    worker.on('exit', () => {
      const [count, size] = fs.readFileSync(`sent-${seed}`, 'utf8').split(' ');
      messages += Number(count);
      bytes += Number(size);
      seed++;
      hostile(done);
    });
  }
}

function descriptors() {
  return fs.readdirSync('/proc/self/fd').length;
}

function worker() {
  if (ROLE === 'honest') {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    return;
  }
  const make = require(process.env.FUZZ_MESSAGES)[FUZZ_WHAT];
  const made = make(Number(FUZZ_SEED), BATCH, FUZZ_SERIALIZATION === 'advanced');
  const size = made.reduce((sum, each) => sum + sizeOf(each), 0);
  fs.writeFileSync(`sent-${FUZZ_SEED}`, `${made.length} ${size}`);
  if (FUZZ_WHAT === 'bytes') {
    const fd = ipcDescriptor();
    for (const each of made) write(fd, each);
    process.once('disconnect', () => process.exit(0));
    // Where all of it was the beginning of a message, nobody objects.
    setTimeout(() => process.exit(0), 300);
    return;
  }
  for (const each of made) {
    try {
      process.send(each, undefined, undefined, () => {});
    } catch {
      // What cannot be serialized does not reach the primary.
    }
  }
  process.send(['all sent'], () => {
    // Node 18's primary hears nothing more once the length of an advanced message came in two parts. Node's own fault, mended in 20.
    if (process.version.startsWith('v18.')) setTimeout(() => process.exit(0), LOST_AFTER_MS);
  });
}

function sizeOf(each) {
  if (Buffer.isBuffer(each)) return each.length;
  return JSON.stringify(each, (key, value) => (typeof value === 'bigint' ? `${value}` : value))
    .length;
}

/** The channel's socket: the only one among the first descriptors that child_process made. */
function ipcDescriptor() {
  return process.channel ? 3 : -1;
}

function write(fd, bytes) {
  try {
    fs.writeSync(fd, bytes);
  } catch {
    // The primary has closed it, or it is full.
  }
}

if (cluster.isPrimary) primary();
else worker();
