#!/usr/bin/env bash
# HAProxy asks an agent beside each server how much of its weight the server can take. It computes the percentage in whole weights, before
# it scales them for its own use, and rounds down: of the weight that a server has without a setting, 1, anything below 100% is 0. Servers
# that all report 99% are a backend without a server.
set -euo pipefail
dir=$(mktemp -d)
haproxy_pid=
cleanup() {
  if [ -n "$haproxy_pid" ]; then kill "$haproxy_pid" && wait "$haproxy_pid" || true; fi
  rm -rf "$dir"
}
trap cleanup EXIT
cd "$dir"
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
const [plain, weighted, back, agent] = process.argv.slice(2).map(Number);

let load = '100%';
const agents = net.createServer((socket) => socket.on('error', () => {}).end(`${load}\n`));

/** Sets what the agents say, and waits until each of the four servers has asked twice: the first answer is in force by then. */
async function report(percentage) {
  load = percentage;
  for (let asked = 0; asked < 12; asked++) await once(agents, 'connection');
}

function get(port) {
  const request = http.get({ host: '127.0.0.1', port, agent: false });
  return once(request, 'response').then(([response]) => response.resume().statusCode);
}

(async () => {
  await once(http.createServer((request, response) => response.end('ok')).listen(back, '127.0.0.1'), 'listening');
  await once(agents.listen(agent, '127.0.0.1'), 'listening');
  for (const percentage of ['100%', '99%', '50%', '100%']) {
    await report(percentage);
    console.log(`both at ${percentage}: without a weight ${await get(plain)}, with weight 100 ${await get(weighted)}`);
  }
  process.exit();
})();
JS

read -r plain weighted back agent <<<"$(node -e '
const servers = [0, 1, 2, 3].map(() => require("node:net").createServer().listen(0));
setImmediate(() => { console.log(servers.map((server) => server.address().port).join(" ")); process.exit(); });')"
cat > haproxy.cfg <<CFG
global
  maxconn 20
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
listen plain
  bind 127.0.0.1:$plain
  server a 127.0.0.1:$back agent-check agent-port $agent agent-inter 200ms
  server b 127.0.0.1:$back agent-check agent-port $agent agent-inter 200ms
listen weighted
  bind 127.0.0.1:$weighted
  server a 127.0.0.1:$back weight 100 agent-check agent-port $agent agent-inter 200ms
  server b 127.0.0.1:$back weight 100 agent-check agent-port $agent agent-inter 200ms
CFG
haproxy -f haproxy.cfg -db >haproxy.log 2>&1 &
haproxy_pid=$!

recorded='both at 100%: without a weight 200, with weight 100 200
both at 99%: without a weight 503, with weight 100 200
both at 50%: without a weight 503, with weight 100 200
both at 100%: without a weight 200, with weight 100 200'

haproxy -v | sed -n 1p
echo 'expected: 200 everywhere; two servers that both report the same share the requests as before'
seen=$(node seen.js "$plain" "$weighted" "$back" "$agent" 2>node.log)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
