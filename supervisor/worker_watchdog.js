'use strict';

// The thread that watches a worker's event loop. If the loop is blocked it pauses the program's thread by the inspector, without a port,
// and makes it write a diagnostic report at the place where it was paused. A loop in native code cannot be paused: then this thread
// writes the report, without the program's stack. Started by worker_heart.js.

const fs = require('node:fs');
const path = require('node:path');
const { Session } = require('node:inspector');
const { performance } = require('node:perf_hooks');
const { workerData } = require('node:worker_threads');

const { beats, stuckAfter, interval } = workerData;
const STDERR = 2;
/** How long the program's thread may take to pause, in milliseconds. */
const PAUSE_MS = 2000;
const FOREVER_MS = 2 ** 31 - 1;
/** How many functions of its stack are listed. */
const FRAMES = 8;

/** Writes to the descriptor itself: this thread's process.stderr would go through the blocked loop. */
function say(text) {
  try {
    fs.writeSync(STDERR, `${text}\n`);
  } catch {
    // nobody reads it
  }
}

const urls = new Map(); // by script id

function place({ functionName, location: { scriptId, lineNumber, columnNumber } }) {
  return `    at ${functionName || '<anonymous>'} (${urls.get(scriptId)}:${lineNumber + 1}:${columnNumber + 1})`;
}

const WRITE = `globalThis.process.report.writeReport(new Error('its event loop stands still'))`;

function report() {
  const session = new Session();
  session.connectToMainThread();
  const late = setTimeout(() => {
    done(process.report.writeReport(), ['    in native code'], session);
  }, PAUSE_MS);
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    clearTimeout(late);
    const [{ callFrameId }] = callFrames;
    const evaluate = { callFrameId, expression: WRITE, returnByValue: true };
    session.post('Debugger.evaluateOnCallFrame', evaluate, (error, answer) => {
      const file = error ? error.message : answer.result.value;
      done(file, callFrames.slice(0, FRAMES).map(place), session);
    });
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}

/**
 * Lets the program continue. This thread must not end: if the program's thread sends a message to a session whose thread has ended, such
 * as an answer or a script that was loaded, Node aborts the process (MainThreadInterface::Post).
 */
function done(file, stack, session) {
  const where = path.resolve(process.report.directory || '.', file);
  const head = `the event loop of ${process.pid} has stood still for ${stuckAfter / 1000} s: ${where}`;
  say([`gocluster: ${head}`, ...stack].join('\n'));
  session.post('Debugger.resume', () => session.disconnect());
  clearInterval(timer);
  setInterval(() => {}, FOREVER_MS);
}

let isReported = false;
let seen = 0;
let standsSince = performance.now();
const timer = setInterval(() => {
  const now = performance.now();
  const count = Atomics.load(beats, 0);
  if (count !== seen) {
    seen = count;
    standsSince = now;
  } else if (!isReported && now - standsSince >= stuckAfter) {
    isReported = true;
    report();
  }
}, interval);
