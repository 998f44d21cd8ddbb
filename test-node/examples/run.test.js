'use strict';

// The example run: its own scripts reload, drain and stop it, no request fails, and a stream of events ends in order.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');

const { ROOT, portOf, startExample, words } = require('./example');
const { BUILTIN } = require('../support/run');
const { Clients } = require('../supervisor/clients');

const EXAMPLE = path.join(ROOT, 'examples', 'run');
const run = promisify(execFile);
const { scripts } = JSON.parse(fs.readFileSync(path.join(EXAMPLE, 'package.json'), 'utf8'));

/** Resolves with the text of the stream when it has ended, and is rejected where it was cut off. */
function events(port) {
  return new Promise((resolve, reject) => {
    http.get({ port, path: '/events', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('error', reject).on('end', () => resolve(text));
    });
  });
}

test('its own scripts', { skip: BUILTIN && 'it is about gocluster run' }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-example-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const env = { XDG_RUNTIME_DIR: folder };
  const program = startExample(t, 'run', { env });
  const port = await portOf(program);
  const ask = async (script, ...more) => {
    const [command, ...args] = words(scripts[script]);
    return (await run(command, [...args, ...more], { env: { ...process.env, ...env } })).stdout;
  };
  await program.until(() => program.stderr.match(/is ready/g)?.length === 2, 'two workers');
  const clients = new Clients({ plain: port }, { short: 1, kept: 1 });
  const stream = events(port);
  assert.equal(await ask('reload'), 'reloaded: 2 replaced\n');
  assert.match(await stream, /^data: /);
  const rows = (await ask('status')).trim().split('\n').slice(-2);
  const [id] = rows[0].split(' ');
  assert.equal(await ask('drain', id), 'drained; workers: 1\n');
  await clients.stop();
  assert.deepEqual(clients.failures, []);
  assert.equal(await ask('stop'), 'stopped\n');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});
