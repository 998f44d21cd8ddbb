'use strict';

// Proves that a clock that is set back by an hour changes nothing: workers are started again as ever, and what is shown goes on.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { createInterface } = require('node:readline');
const { test } = require('node:test');
const Rates = require('../../cli/top_rates.js');
const { Service } = require('./service.js');

const app = () => require('node:http').createServer().listen(0);

/** Sets back the clock of each process that loads it, as soon as a file is there. */
const clock = (file) => `
  const { existsSync } = require('node:fs');
  const now = Date.now;
  Date.now = () => now() - (existsSync(${JSON.stringify(file)}) ? 3_600_000 : 0);
  const Clock = Date;
  globalThis.Date = class extends Clock {
    constructor(...args) {
      super(...(args.length > 0 ? args : [Clock.now()]));
    }
  };
`;

/** Answers to `watch`, one after the other. */
async function* watch(file) {
  const socket = net.connect(file);
  socket.write(`${JSON.stringify({ version: 1, verb: 'watch', interval: 100 })}\n`);
  try {
    for await (const line of createInterface({ input: socket })) yield JSON.parse(line).result;
  } finally {
    socket.destroy();
  }
}

test('a service whose clock is set back', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-clock-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const back = path.join(folder, 'back');
  const preload = path.join(folder, 'clock.js');
  fs.writeFileSync(preload, clock(back));
  const options = ['-w', '1', '-n', 'shop', '--min-uptime', '0', '--max-age', '1h'];
  const env = { NODE_OPTIONS: `--require ${preload}` };
  const service = new Service(t, app, { options, env });
  await service.ready(1);
  const status = async () =>
    JSON.parse((await service.ask('status', '--name', 'shop', '--json')).stdout);
  const { workers } = await status();
  const answers = watch(path.join(service.env.XDG_RUNTIME_DIR, 'gocluster', 'shop.sock'));
  const { value: before } = await answers.next();

  fs.writeFileSync(back, '');
  process.kill(workers[0].pid, 'SIGKILL');
  await service.ready(2);
  assert.deepEqual(
    service.said('restart').map(({ delay }) => delay),
    [0],
  );
  const [fresh] = (await status()).workers;
  assert.ok(fresh.uptime >= 0 && fresh.uptime < 3_600_000, `${fresh.uptime}`);

  let after;
  do ({ value: after } = await answers.next());
  while (after.workers[0]?.id !== fresh.id);
  await answers.return();
  assert.ok(after.time < before.time, 'the clock was set back');
  assert.ok(after.primary.uptime > before.primary.uptime);
  assert.ok(after.workers[0].loop === null || after.workers[0].loop.lag < 60_000);

  const rates = new Rates();
  for (const answer of [before, after]) rates.add(answer);
  assert.equal(rates.view().stats, after, 'gocluster top shows what comes');
  service.program.kill('SIGTERM');
  assert.equal((await once(service.program.child, 'exit'))[0], 0);
});
