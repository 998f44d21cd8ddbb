'use strict';
// The real nginx in front, by its stream module: version 1 of the PROXY protocol.

const assert = require('node:assert/strict');
const { existsSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { missing } = require('../documents/tools.js');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { answer, connect, startServers } = require('./client.js');
const { listeningSockets, makeFolder, startWith } = require('./front.js');

const MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';
const noModule = !existsSync(MODULE) && `${MODULE} is not installed`;
const skip = GOCLUSTER_ONLY || missing('nginx') || noModule;

function configuration(port, ports) {
  const servers = Object.keys(ports).map(
    (kind) => `
  server {
    listen 127.0.0.1:${port[kind]};
    proxy_pass 127.0.0.1:${ports[kind]};
  }`,
  );
  return `
load_module ${MODULE};
daemon off;
pid nginx.pid;
error_log stderr;
worker_processes 1;
events {}
stream {
  proxy_protocol on;${servers.join('')}
}
`;
}

test('nginx', { skip }, async (t) => {
  const { ports } = await startServers(t, { proxyProtocol: ['10.0.0.0/8', '127.0.0.1'] });
  const folder = makeFolder(t);
  const sockets = await listeningSockets(Object.keys(ports));
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(sockets.ports, ports));
  // It takes over listening sockets whose descriptors are named there.
  const inherited = sockets.servers.map((server, index) => `${sockets.first + index};`).join('');
  let nginx = null;
  t.after(async () => {
    nginx.child.kill('SIGTERM'); // its worker, which does not look like one of this test's, ends with it
    await nginx.exit();
  });
  nginx = startWith(t, ['nginx', '-p', folder, '-e', 'stderr', '-c', file], sockets, {
    NGINX: inherited,
  });
  for (const kind of Object.keys(ports)) {
    const socket = await connect(sockets.ports[kind]);
    const port = socket.localPort;
    const seen = await answer(kind, socket);
    assert.deepEqual(seen.client, ['127.0.0.1', port, 'IPv4'], kind);
    assert.deepEqual(seen.server, ['127.0.0.1', sockets.ports[kind]], kind);
    assert.equal(seen.proxy.version, 1);
  }
});
