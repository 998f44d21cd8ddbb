'use strict';

// Where the port is taken, each example and the program of the README ends with a failure that names the address, instead of
// forking workers for ever.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { block } = require('../documents/blocks');
const { PRELOAD, makeFolder, start } = require('../documents/sandbox');
const { startExample } = require('./example');
const { missing } = require('../documents/tools');
const { BUILTIN } = require('../support/run');

const NODE_MAJOR = Number(process.versions.node.split('.')[0]);

/** What keeps an example from being tried here, or what it needs. The first of the document forks nothing anew. */
const EXAMPLES = {
  express: {},
  fastify: { skip: NODE_MAJOR < 20 && 'Fastify needs Node 20' },
  'graceful-shutdown': {},
  'https-http2': {
    skip: missing('openssl'),
    env: (folder) => ({ TLS_FOLDER: certificate(folder) }),
  },
  run: {
    skip: BUILTIN && 'it is about gocluster run',
    env: (folder) => ({ XDG_RUNTIME_DIR: folder }),
  },
  prometheus: { env: () => ({ METRICS_PORT: '0' }) },
  'socket.io-chat': {},
  'systemd-socket': {},
  'zero-downtime-restart': {},
};

function certificate(folder) {
  const files = ['-keyout', 'key.pem', '-out', 'cert.pem'];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=localhost',
    ...files,
  ];
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  return folder;
}

/** Takes a port as the examples do: on every address. */
async function takePort(t) {
  const server = net.createServer().listen(0);
  t.after(() => server.close());
  await once(server, 'listening');
  return server.address().port;
}

async function endsWithFailure(program, port) {
  const { code } = await program.end();
  assert.equal(code, 1, program.stderr);
  assert.match(program.stderr, new RegExp(`EADDRINUSE.*${port}`));
  // Each worker failed once.
  const failures = program.stderr.match(/^\s*code: 'EADDRINUSE'/gm).length;
  assert.ok(failures <= os.cpus().length, program.stderr);
}

for (const [name, { skip = false, env }] of Object.entries(EXAMPLES)) {
  test(name, { skip }, async (t) => {
    const port = await takePort(t);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-taken-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const program = startExample(t, name, { env: { PORT: `${port}`, ...env?.(folder) } });
    await endsWithFailure(program, port);
  });
}

// hello has a test of its own, and in the network namespaces of many-machines nobody else has a port.
const OTHERS = ['hello', 'many-machines'];

test('every example is tried', () => {
  const folder = path.join(__dirname, '..', '..', 'examples');
  const names = fs.readdirSync(folder).filter((name) => !name.startsWith('.'));
  assert.deepEqual([...Object.keys(EXAMPLES), ...OTHERS].sort(), names.sort());
});

test('the program of the README', async (t) => {
  const port = await takePort(t);
  const folder = makeFolder(t, { 'server.js': block('readme').replace('8000', port) });
  const program = start(t, [process.execPath, ...PRELOAD.plain, 'server.js'], { folder });
  await endsWithFailure(program, port);
});
