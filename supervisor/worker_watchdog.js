'use strict';

// The thread that watches a worker's event loop. It stops the program's thread by the inspector, without a port, and has it write a
// diagnostic report where it stands. A loop in native code cannot be stopped so: then the report is this thread's, without the
// program's stack. Started by worker_heart.js.

const fs = require('node:fs');
const path = require('node:path');
const { Session } = require('node:inspector');
const { performance } = require('node:perf_hooks');
const { workerData } = require('node:worker_threads');

const { beats, stuckAfter, interval } = workerData;
const STDERR = 2;
/** For how long the program's thread may take to stop. */
const PAUSE_MS = 2000;
const FOREVER_MS = 2 ** 31 - 1;
/** How many of its functions are named. */
const FRAMES = 8;

/** Standard error of this thread would go through the loop that stands still. */
function say(text) {
  try {
    fs.writeSync(STDERR, `${text}\n`);
  } catch {
    // nobody reads it
  }
}

const urls = new Map(); // by script

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
 * The program goes on, if it does. This thread stays: where the program's thread has something to say to a session whose thread has
 * ended, an answer or a script that was loaded, Node aborts the process (MainThreadInterface::Post).
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
