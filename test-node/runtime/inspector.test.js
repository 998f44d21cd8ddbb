'use strict';
// SIGUSR1 opens the inspector of a primary that has loaded the core, and those of its workers with it; a debugger that
// attaches evaluates, profiles and detaches, while connections flow.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { until } = require('../support/deadline.js');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('../handoff/load.js');

const LISTENING = /Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)\//g;

const portsIn = (output) => [...output.matchAll(LISTENING)].map((match) => Number(match[1]));

/** Node's own command line debugger, attached to the port. */
function attach(t, port) {
  const client = spawn(process.execPath, ['inspect', `127.0.0.1:${port}`], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, NO_COLOR: '1' },
  });
  t.after(() => client.kill('SIGKILL'));
  let output = '';
  for (const stream of [client.stdout, client.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const ended = new Promise((resolve) => client.on('exit', (code) => resolve(code)));
  const said = (pattern, what) =>
    until(
      () => pattern.exec(output),
      () => `${what}\n${output}`,
    );
  return {
    /** Types a line; resolves once the answer is there. */
    async type(line, pattern) {
      output = '';
      client.stdin.write(`${line}\n`);
      return said(pattern, `an answer to ${line}`);
    },
    ready: () => said(/debug> /, 'a prompt'),
    async leave() {
      client.stdin.write('.exit\n');
      return ended;
    },
  };
}

test('SIGUSR1 and a debugger', async (t) => {
  const cluster = await start(t, { execArgv: ['--inspect-port=0'] });
  await cluster.primary.run((context) => context.cluster.setupPrimary({ inspectPort: 0 }));
  const worker = await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const clients = load(port);
  assert.deepEqual(portsIn(cluster.output), []);
  cluster.primary.kill('SIGUSR1');
  const ports = await until(
    () => portsIn(cluster.output).length === 2 && portsIn(cluster.output),
    () => `inspectors of the primary and its worker\n${cluster.output}`,
  );
  const seen = [];
  for (const each of ports) {
    const client = attach(t, each);
    await client.ready();
    const [, pid] = await client.type('exec process.pid', /^(?:debug> )?(\d+)$/m);
    seen.push(Number(pid));
    await client.type('profile', /debug> /);
    await clients.served(50);
    await client.type('profileEnd', /CPU Profile|Profile \d|\[Profile/);
    await client.type('exec 6 * 7', /^(?:debug> )?42$/m);
    assert.equal(await client.leave(), 0);
    await clients.served(20);
  }
  assert.deepEqual(new Set(seen), new Set([cluster.primary.pid, worker.pid]));
  await clients.stop();
});

const profileSelf = ({ state }, ms) => {
  const inspector = require('node:inspector');
  const session = new inspector.Session();
  session.connect();
  state.session = session;
  const post = (method, params) =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => (error ? reject(error) : resolve(result)));
    });
  return (async () => {
    await post('Profiler.enable');
    await post('Profiler.setSamplingInterval', { interval: 100 });
    await post('Profiler.start');
    // Of processor time: a machine that is busy gives it late.
    const before = process.cpuUsage();
    while (process.cpuUsage(before).user < ms * 1000) {
      for (let i = 0; i < 1e5; i++) Math.sqrt(i);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { profile } = await post('Profiler.stop');
    session.disconnect();
    return profile.samples.length;
  })();
};

test('profiles at 100 microseconds, in primary and workers, under load', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const clients = load(port);
  for (let round = 0; round < 3; round++) {
    const samples = await Promise.all(
      [cluster.primary, ...cluster.workers].map((member) => member.run(profileSelf, 100)),
    );
    for (const count of samples) assert.ok(count > 10, `${samples} samples`);
    await clients.served(20);
  }
  await clients.stop();
});
