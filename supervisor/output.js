'use strict';

// The output of workers: passed on as it is, or with the worker's id before each line, or as JSON. Used by supervised_worker.js and
// index.js.

const { setTimeout: delay } = require('node:timers/promises');
const { configError } = require('./errors');
const LogFile = require('./log_file');
const Outlet = require('./outlet');
const ownStream = require('./own_stream');

/** How long a reader may take to read the end of the output, in milliseconds. */
const FLUSH_MS = 2000;
/** The longest line, in characters: a longer one is passed on in pieces. */
const LONGEST_LINE = 65_536;

/** Splits chunks into whole lines. @returns {(chunk: string, end?: boolean) => void} */
function splitter(write) {
  let rest = '';
  return (chunk, isEnd = false) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) write(line);
    if (rest && (isEnd || rest.length > LONGEST_LINE)) {
      write(rest);
      rest = '';
    }
  };
}

function jsonLine({ id, instance, pid }, name, text) {
  const time = new Date().toISOString();
  return `${JSON.stringify({ time, event: 'output', stream: name, worker: id, instance, pid, text })}\n`;
}

/** Where a worker's stream goes: to a file, or to this process's own. */
function destination(file, name) {
  const own = file ? ownStream(file) : name;
  return own ? Outlet.of(process[own]) : LogFile.of(file);
}

/** Where workers' output goes. @param {{outFile?: string, errorFile?: string}} config */
function destinations({ outFile, errorFile }) {
  return { stdout: destination(outFile, 'stdout'), stderr: destination(errorFile, 'stderr') };
}

/**
 * Opens the files at the start, so that a file that cannot be written is reported then, and not found out when somebody looks into it.
 *
 * @param {{outFile?: string, errorFile?: string}} config
 * @param {(key: string) => string} [nameOf] how the user has written the key
 * @throws ERR_GOCLUSTER_CONFIG
 */
function openFiles(config, nameOf = (key) => `"${key}"`) {
  const { stdout: outFile, stderr: errorFile } = destinations(config);
  for (const [key, to] of Object.entries({ outFile, errorFile })) {
    try {
      if (to instanceof LogFile) to.open();
    } catch ({ code, message }) {
      // Of a named pipe: its reader may come.
      if (code !== 'ENXIO') throw configError([`${nameOf(key)} cannot be written: ${message}`]);
    }
  }
}

/**
 * Output is lost if the disk is full or nobody reads it. The service does not end for that.
 *
 * @param {{outFile?: string, errorFile?: string}} config
 * @param {(message: string) => void} warn
 * @returns {() => void} ends that: the streams and the files stay, for another service of this process
 */
function outliveOutput(config, warn) {
  const heard = [];
  const hear = (emitter, event, listener) =>
    heard.push([emitter.on(event, listener), event, listener]);
  for (const stream of [process.stdout, process.stderr]) {
    hear(Outlet.of(stream), 'lost', (bytes) =>
      warn(`${bytes} bytes of output are lost: nobody has read them`),
    );
  }
  for (const file of new Set(Object.values(destinations(config)))) {
    if (!(file instanceof LogFile)) continue;
    hear(file, 'failed', ({ message }) => warn(`output to ${file.path} is lost: ${message}`));
    hear(file, 'works', (bytes) => warn(`${file.path} works again: ${bytes} bytes are lost`));
  }
  return () => heard.forEach(([emitter, event, listener]) => emitter.off(event, listener));
}

/** Resolves when the readers have read the end of the output, or after FLUSH_MS. @returns {Promise<unknown>} */
function flushOutput() {
  const outlets = [process.stdout, process.stderr].map((stream) => Outlet.of(stream));
  const flushed = Promise.all(outlets.map((outlet) => outlet.flushed()));
  return Promise.race([flushed, delay(FLUSH_MS, undefined, { ref: false })]);
}

/**
 * Passes a stream of a worker on.
 *
 * @param {{id: number, instance: number, pid: number, state: string}} worker
 * @param {import('node:stream').Readable | null} from null if the worker has inherited the stream
 * @param {LogFile | Outlet} to
 * @param {'stdout' | 'stderr'} name
 * @param {{prefix: boolean, logFormat: string}} config
 * @param {(chunk: Buffer) => void} [tap] gets everything
 */
function pass(worker, from, to, name, { prefix, logFormat }, tap) {
  if (!from) return;
  let write = (chunk) => to.write(chunk);
  if (logFormat === 'json' || prefix) {
    const format = logFormat === 'json' ? jsonLine : ({ id }, _, text) => `${id} | ${text}\n`;
    const split = splitter((line) => to.write(format(worker, name, line)));
    from.setEncoding('utf8');
    from.on('end', () => split('', true));
    write = split;
  }
  from.on('data', (chunk) => {
    tap?.(chunk);
    write(chunk);
    if (worker.state !== 'gone') to.holdUp?.(from);
  });
  from.on('error', () => {}); // the worker is gone
}

module.exports = { openFiles, outliveOutput, flushOutput, destinations, pass };
