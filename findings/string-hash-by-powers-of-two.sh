#!/usr/bin/env bash
# string-hash, which sticky-cluster takes to choose a worker by the client's address, is "multiply by 33, then XOR the character".
# 33 leaves the remainder 1 for 2, 4, 8, 16 and 32, so with so many workers the multiplication does nothing: the choice is the XOR of
# the last bits of all characters. Digits share their upper bits, so half of 32 workers are never chosen for addresses of one
# length, and addresses made of the same digits always meet.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts string-hash@1.1.3

cat > seen.js <<'JS'
const hash = require('string-hash');

const office = Array.from({ length: 100 }, (_, i) => `192.168.0.${100 + i}`);
for (const workers of [31, 32]) {
  const chosen = new Set(office.map((address) => hash(address) % workers));
  console.log(`100 addresses, ${workers} workers: ${chosen.size} are chosen`);
}
const network = Array.from({ length: 65536 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
for (const workers of [15, 16]) {
  const counts = new Array(workers).fill(0);
  for (const address of network) counts[hash(address) % workers]++;
  const ratio = Math.max(...counts) / Math.min(...counts);
  console.log(`65536 addresses, ${workers} workers: most / least ${ratio.toFixed(2)}`);
}
const anagrams = ['10.0.0.123', '10.0.0.132', '10.0.0.213', '10.0.0.231', '10.0.3.012', '10.0.1.203'];
for (const workers of [31, 32]) {
  const chosen = anagrams.map((address) => hash(address) % workers);
  console.log(`the same digits, ${workers} workers: ${chosen.join(' ')}`);
}
JS

recorded='100 addresses, 31 workers: 30 are chosen
100 addresses, 32 workers: 16 are chosen
65536 addresses, 15 workers: most / least 1.03
65536 addresses, 16 workers: most / least 1.45
the same digits, 31 workers: 27 21 11 30 4 2
the same digits, 32 workers: 26 26 26 26 26 26'

echo "string-hash $(node -p 'require("string-hash/package.json").version')"
echo 'expected: 32 workers get clients as evenly as 31'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
