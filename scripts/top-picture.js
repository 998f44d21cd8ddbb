'use strict';

// Writes docs/top.svg, a picture of `gocluster top` in a real terminal (tmux): it shows a service under load, one of whose workers
// is blocked. Run it by `node scripts/top-picture.js`.

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { terminalSvg } = require('./terminal-svg');

const ROOT = path.join(__dirname, '..');
const CLI = path.join(ROOT, 'cli', 'index.js');
const FILE = path.join(ROOT, 'docs', 'top.svg');
const [COLUMNS, ROWS] = [128, 15];
/** How long there is load, and how long one worker is blocked before the picture is taken, in milliseconds. */
const [LOAD_MS, BLOCK_MS] = [65_000, 1500];
const CLIENTS = 6;

const SERVER = `
const http = require('node:http');
http.createServer((request, response) => {
  if (request.url === '/block') for (const end = Date.now() + 3000; Date.now() < end;);
  for (const end = performance.now() + Math.random() * 2; performance.now() < end;);
  setTimeout(() => response.end('hello'), Math.random() * 60);
}).listen(0, '127.0.0.1');
`;

const get = (port, url) =>
  new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: url, agent: false }, (response) =>
      response.resume().on('close', resolve),
    );
    request.on('error', resolve);
  });

/** Clients that come and go in waves. */
async function client(port, signal) {
  while (!signal.aborted) {
    await get(port, '/');
    await wait(30 + 30 * Math.sin(Date.now() / 4000));
  }
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-picture-'));
  fs.writeFileSync(path.join(folder, 'shop.js'), SERVER);
  const env = { ...process.env, XDG_RUNTIME_DIR: folder };
  const service = spawn(
    process.execPath,
    [CLI, 'run', '-w', '4', '--log-format', 'json', 'shop.js'],
    { cwd: folder, env },
  );
  const tmux = (...args) =>
    execFileSync('tmux', ['-S', path.join(folder, 'tmux'), ...args], { encoding: 'utf8', env });
  try {
    const port = await new Promise((resolve) => {
      let text = '';
      service.stderr.on('data', (chunk) => {
        text += chunk;
        const line = text
          .split('\n')
          .find((each) => each.includes('"event":"serving"') && each.endsWith('}'));
        if (line) resolve(JSON.parse(line).addresses[0].port);
      });
    });
    tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      `${COLUMNS}`,
      '-y',
      `${ROWS}`,
      `${process.execPath} ${CLI} top`,
    );
    const stop = new AbortController();
    const clients = Array.from({ length: CLIENTS }, () => client(port, stop.signal));
    await wait(LOAD_MS);
    get(port, '/block');
    await wait(BLOCK_MS);
    const screen = tmux('capture-pane', '-e', '-p');
    stop.abort();
    fs.writeFileSync(
      FILE,
      terminalSvg(
        screen,
        COLUMNS,
        'gocluster top: a table of four workers, with sparklines of their connections',
      ),
    );
    await Promise.all(clients);
  } finally {
    tmux('kill-server');
    service.kill('SIGTERM');
    await new Promise((resolve) => service.once('exit', resolve));
    fs.rmSync(folder, { recursive: true });
  }
}

main();
