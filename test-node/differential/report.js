'use strict';

// What a run has reported, as streams of readable lines that can be compared.

const fs = require('node:fs');
const path = require('node:path');

/**
 * @returns {Map<string, string[]>} stream name to its lines, in the order of the report
 */
function readReport({ scenario, program, side, exit, left, stderr }) {
  const streams = new Map();
  const add = (stream, line) => {
    if (!streams.has(stream)) streams.set(stream, []);
    streams.get(stream).push(line);
  };
  const clean = (text) =>
    text
      .replaceAll(side.preload, '<preload>')
      .replaceAll(program.folder, '<folder>')
      .replaceAll(process.execPath, '<node>');

  for (const line of reported(program.folder)) {
    const { stream, name, args } = JSON.parse(clean(line));
    add(stream, [name, ...args.map((arg) => JSON.stringify(arg))].join(' '));
  }
  for (const stream of scenario.unordered ?? []) streams.get(stream)?.sort();
  for (const line of complaints(clean(stderr.text))) add('stderr', line);

  if (exit.late) add('exit', `not over after ${exit.late} ms; stderr: ${clean(stderr.text)}`);
  else add('exit', `code ${exit.code} signal ${exit.signal}`);
  if (left > 0) add('exit', `left over: ${left} processes`);
  return streams;
}

function reported(folder) {
  const file = path.join(folder, 'report.jsonl');
  if (!fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

// Of stderr, the warnings and the first lines of errors: stack traces show where the code lives, and
// several processes write here, so that there is no order.
function complaints(text) {
  return text
    .split('\n')
    .filter((line) => /^\(node:\d+\)|^[A-Za-z]*Error\b|^Uncaught|^\[gocluster/.test(line))
    .map((line) => line.replace(/^\(node:\d+\)/, '(node:<pid>)').replace(/:\d{4,5}\b/g, ':<port>'))
    .sort();
}

module.exports = { readReport };
