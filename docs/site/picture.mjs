// The picture of the README: a terminal in which gocluster runs a server, reloads it under load and shows it. It is played in a real
// terminal (tmux) with the real command and written as an SVG that moves: `npm run picture`.

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { svgOf } from './terminal_svg.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = path.join(ROOT, 'docs', 'gocluster.svg');
const COLUMNS = 100;
const ROWS = 24;
const SERVER = `const http = require('node:http');
http.createServer((request, response) => response.end('hello\\n')).listen(process.env.PORT);
`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-picture-'));
const socket = path.join(folder, 'tmux');
const tmux = (...args) => execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8' });
const screen = (...options) => tmux('capture-pane', ...options, '-p', '-t', 'picture');

/** Waits until the screen says so. */
async function seen(pattern) {
  while (!pattern.test(screen())) await sleep(50);
}

const frames = [];
/** Keeps what is on the screen, to be shown for a while. */
function keep(seconds) {
  frames.push({ text: screen('-e'), seconds });
}

async function type(line) {
  for (const part of line.match(/.{1,6}/g)) {
    tmux('send-keys', '-t', 'picture', '-l', part);
    await sleep(60);
    keep(0.15);
  }
  tmux('send-keys', '-t', 'picture', 'Enter');
}

/** A load that goes on until it is ended, and counts what fails. */
function load(port) {
  const count = { served: 0, failed: 0, ended: false };
  const one = () => {
    if (count.ended) return;
    const request = http.get({ port, host: '127.0.0.1', agent: false }, (response) => {
      response.resume().on('end', () => {
        count.served++;
        setTimeout(one, 4);
      });
    });
    request.on('error', () => {
      count.failed++;
      setTimeout(one, 4);
    });
  };
  for (let i = 0; i < 4; i++) one();
  return count;
}

async function freePort() {
  const server = http.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function play() {
  const port = await freePort();
  fs.writeFileSync(path.join(folder, 'server.js'), SERVER);
  fs.mkdirSync(path.join(folder, 'bin'));
  fs.symlinkSync(path.join(ROOT, 'cli', 'index.js'), path.join(folder, 'bin', 'gocluster'));
  const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}`, PORT: String(port) };
  delete env.NO_COLOR;
  const shell = spawn(
    'tmux',
    [
      '-S',
      socket,
      'new-session',
      '-d',
      '-s',
      'picture',
      '-x',
      COLUMNS,
      '-y',
      ROWS,
      'bash --norc --noprofile',
    ].map(String),
    { cwd: folder, env: { ...env, TERM: 'xterm-256color' }, stdio: 'inherit' },
  );
  await new Promise((resolve) => shell.once('exit', resolve));
  await seen(/[#$] *$/m);
  tmux('send-keys', '-t', 'picture', "PS1='$ '; clear", 'Enter');
  await seen(/^\$ *$/m);
  await type('gocluster run --workers 4 server.js &');
  await seen(/worker 4 .* is ready/);
  await sleep(500);
  keep(2.5);
  const clients = load(port);
  tmux('send-keys', '-t', 'picture', 'Enter');
  await type('gocluster reload');
  await seen(/^reloaded: /m);
  await sleep(500);
  keep(2.5);
  await type('gocluster top');
  for (let i = 0; i < 6; i++) {
    await sleep(1000);
    keep(1);
  }
  clients.ended = true;
  tmux('send-keys', '-t', 'picture', 'q');
  await sleep(300);
  await type('gocluster stop');
  await sleep(1500);
  keep(3);
  if (clients.failed > 0) throw new Error(`${clients.failed} requests failed`);
  console.log(`${clients.served} requests during it, none failed`);
}

try {
  await play();
  fs.writeFileSync(OUT, await svgOf(frames, COLUMNS, ROWS));
} finally {
  tmux('kill-server');
  fs.rmSync(folder, { recursive: true });
}
