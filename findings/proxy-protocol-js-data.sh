#!/usr/bin/env bash
# HAProxy's PROXY protocol, read by proxy-protocol-js. The optional fields of version 2 (TLVs: SNI, ALPN, a checksum) arrive as the first bytes
# of what the client has sent, and the "PROXY UNKNOWN" that HAProxy writes for a client of a Unix socket is refused. The header is what
# the real HAProxy sends on each of three ways in.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
if ! command -v haproxy >/dev/null; then
  echo 'Debian: apt-get download haproxy and two of its libraries, unpacked in a temporary folder'
  apt-get download haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 >apt.log 2>&1
  for package in *.deb; do dpkg -x "$package" .; done
  PATH=$dir/usr/sbin:$PATH
  LD_LIBRARY_PATH=$(dirname "$(find "$dir/usr/lib" -name 'liblua5.3.so.0')")
  export LD_LIBRARY_PATH
fi
npm install --silent --no-audit --no-fund --ignore-scripts proxy-protocol-js@4.0.6

cat > seen.js <<'JS'
const fs = require('node:fs');
const net = require('node:net');
const { once } = require('node:events');
const { spawn } = require('node:child_process');
const { V1BinaryProxyProtocol, V2ProxyProtocol } = require('proxy-protocol-js');

const SENT = 'GET / HTTP/1.0\r\n\r\n';

/** What the package says of the bytes that a server gets. */
function read(bytes) {
  const kind = bytes.subarray(0, 5).toString() === 'PROXY' ? V1BinaryProxyProtocol : V2ProxyProtocol;
  try {
    const data = Buffer.from(kind.parse(new Uint8Array(bytes)).data).toString('latin1');
    if (data === SENT) return 'the data are what the client sent';
    return data.endsWith(SENT) ? `before what the client sent, ${data.length - SENT.length} bytes more` : data;
  } catch (error) {
    return `refused: ${error.message}`;
  }
}

async function main() {
  const waiting = [];
  const server = net.createServer((socket) => {
    let all = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      all = Buffer.concat([all, bytes]);
      if (all.toString('latin1').endsWith(SENT)) waiting.shift()(read(all)), socket.destroy();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  const ways = [
    ['version 2', 'v2', 'send-proxy-v2'],
    ['version 2 with a unique id', 'id', 'send-proxy-v2 proxy-v2-options unique-id'],
    ['version 1, a client of a Unix socket', 'v1', 'send-proxy'],
  ];
  const lines = ['defaults', 'mode tcp', 'timeout client 9s', 'timeout server 9s', 'timeout connect 9s'];
  for (const [, name, option] of ways) {
    lines.push(`listen ${name}`, `bind unix@${process.cwd()}/${name}`, `server s 127.0.0.1:${port} ${option}`);
    if (name === 'id') lines.push('unique-id-format request-7');
  }
  fs.writeFileSync('haproxy.cfg', `${lines.join('\n')}\n`);
  const haproxy = spawn('haproxy', ['-db', '-f', 'haproxy.cfg'], { stdio: 'ignore' });
  process.on('exit', () => haproxy.kill());
  for (const [title, name] of ways) {
    while (!fs.existsSync(name)) await new Promise(setImmediate);
    const answer = new Promise((resolve) => waiting.push(resolve));
    const client = net.connect(`${process.cwd()}/${name}`);
    client.on('error', () => {});
    client.end(SENT);
    console.log(`${title}: ${await answer}`);
  }
  process.exit();
}
main();
JS

recorded='version 2: the data are what the client sent
version 2 with a unique id: before what the client sent, 12 bytes more
version 1, a client of a Unix socket: refused: unexpected INET protocol has come'
echo "proxy-protocol-js $(node -p 'require("proxy-protocol-js/package.json").version'), $(haproxy -v | head -1 | cut -d' ' -f1-3)"
echo 'expected: each time the data are what the client sent'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
