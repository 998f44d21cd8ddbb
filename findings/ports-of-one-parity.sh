#!/usr/bin/env bash
# Linux chooses a "random" free port for listen(0) among the odd ones and for connect() among the even ones (or the other way round, by
# ip_local_port_range), as long as half are free. Who chooses by the client's port modulo an even number sees half of the values only.
set -euo pipefail

seen=$(node - <<'JS'
const { once } = require('node:events');
const net = require('node:net');

/** @returns {string} how many of the remainders by 4 occur */
const remainders = (ports) => `${new Set(ports.map((port) => port % 4)).size} of 4 remainders`;

(async () => {
  const servers = [];
  for (let i = 0; i < 400; i++) {
    servers.push(net.createServer().listen(0, '127.0.0.1'));
    await once(servers[i], 'listening');
  }
  const listened = servers.map((server) => server.address().port);
  const [server] = servers;
  const chosen = [];
  server.on('connection', (socket) => chosen.push(socket.remotePort));
  for (let i = 0; i < 400; i++) await once(net.connect(listened[0], '127.0.0.1').unref(), 'connect');
  while (chosen.length < 400) await once(server, 'connection');
  console.log(`400 servers on port 0: ${new Set(listened).size} ports, ${remainders(listened)}`);
  console.log(`400 clients: ${new Set(chosen).size} ports, ${remainders(chosen)}`);
  console.log(`servers and clients together: ${remainders([...listened, ...chosen])}`);
  process.exit();
})();
JS
)
recorded='400 servers on port 0: 400 ports, 2 of 4 remainders
400 clients: 400 ports, 2 of 4 remainders
servers and clients together: 4 of 4 remainders'
echo "Linux $(uname -r), Node $(node -p process.version), net.ipv4.ip_local_port_range $(tr '\t' ' ' < /proc/sys/net/ipv4/ip_local_port_range)"
echo 'expected: 400 ports each, 4 of 4 remainders each'
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
