'use strict';

// Proves docs/many-machines.md with a real HAProxy in front of two services: weights, a machine that stands still and comes back, one that shuts
// down and starts again, one that an operator has taken out, and the client's address.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { until } = require('../support/deadline');
const { start, GOCLUSTER_ONLY } = require('../support/run');
const { Service } = require('../supervisor/service');
const { bound, portOf } = require('../upgrade/passed');
const { block } = require('./blocks');
const { missing } = require('./tools');

const skip = GOCLUSTER_ONLY || missing('haproxy');

function app() {
  require('node:http')
    .createServer((request, response) =>
      response.end(`${process.ppid}|${request.socket.remoteAddress}`),
    )
    .listen(Number(process.env.PORT), '127.0.0.1');
}

function freePorts(count) {
  const handles = Array.from({ length: count }, () => bound('127.0.0.1', 0, 4));
  const ports = handles.map(portOf);
  for (const handle of handles) handle.close();
  return ports;
}

function get(port) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: '127.0.0.1', agent: false }, async (response) =>
      resolve(`${response.statusCode} ${await text(response)}`),
    );
    request.on('error', reject);
  });
}

function machine(t, port, agentPort, env = {}) {
  return new Service(t, app, {
    options: [
      ...['-w', '2', '--agent-check', `${agentPort}`, '--drain-delay', '2s'],
      ...['--proxy-protocol', 'required', '--exit-timeout', '100ms'],
    ],
    env: { PORT: port, ...env },
  });
}

test('HAProxy in front of two services', { skip }, async (t) => {
  const [front, portA, agentA, portB, agentB] = freePorts(5);
  const a = machine(t, portA, agentA);
  const b = machine(t, portB, agentB);
  await Promise.all([a.ready(2), b.ready(2)]);

  const socket = path.join(a.program.folder, 'haproxy.sock');
  const file = path.join(a.program.folder, 'haproxy.cfg');
  const configuration = block('haproxy-machines')
    .replace('127.0.0.1:8080', `127.0.0.1:${front}`)
    .replace('10.0.0.1:8000 agent-port 8001', `127.0.0.1:${portA} agent-port ${agentA}`)
    .replace('10.0.0.2:8000 agent-port 8001', `127.0.0.1:${portB} agent-port ${agentB}`);
  fs.writeFileSync(file, `global\n  stats socket ${socket} level admin\n${configuration}`);
  start(t, ['haproxy', '-db', '-f', file]);

  const tell = async (words) => {
    const client = net.connect(socket);
    client.write(`${words}\n`);
    return text(client).catch(() => '');
  };
  /** What HAProxy makes of a server: its status and its weight. */
  const seen = async (name) => {
    const lines = (await tell('show stat')).split('\n').map((line) => line.split(','));
    const [head] = lines;
    const line = lines.find((cells) => cells[1] === name) ?? [];
    return `${line[head.indexOf('status')]} ${line[head.indexOf('weight')]}`;
  };
  const sees = async (name, wanted) => {
    const began = performance.now();
    let last;
    await until(
      async () => wanted.test((last = await seen(name))),
      () => `${name}: ${wanted}, but it is ${last}`,
    );
    return performance.now() - began;
  };
  await until(
    async () => (await get(front).catch(() => '')).startsWith('200'),
    () => 'an answer',
  );
  await sees('a', /^UP 100$/);
  await sees('b', /^UP 100$/);
  assert.match(await get(front), /^200 \d+\|127\.0\.0\.1$/);

  // Of connections at this moment: no failure, whatever happens to one machine.
  const failures = [];
  let isOver = false;
  const answers = new Map();
  const asking = (async () => {
    while (!isOver) {
      const answer = await get(front).catch((error) => error.message);
      if (!answer.startsWith('200')) failures.push(answer);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  })();

  a.program.kill('SIGTERM');
  await sees('a', /^DRAIN \(agent\)/);
  await a.program.end();
  const again = machine(t, portA, agentA, a.env);
  await again.ready(2);
  await sees('a', /^UP 100$/);
  isOver = true;
  await asking;
  assert.deepEqual(failures, []);

  const { workers } = JSON.parse((await b.ask('status', '--json')).stdout);
  const stop = (signal, some) => some.forEach(({ pid }) => process.kill(pid, signal));
  stop('SIGSTOP', workers.slice(0, 1));
  await sees('b', /^UP 50$/);
  stop('SIGSTOP', workers);
  const took = await sees('b', /^DOWN \(agent\)/);
  t.diagnostic(`down after ${Math.round(took)} ms`);
  stop('SIGCONT', workers);
  await sees('b', /^UP 100$/);

  // An operator's word at HAProxy's own socket stays, whatever the agent says meanwhile.
  await tell('set server machines/b state maint');
  await sees('b', /^MAINT /);
  const agentSays = (line) =>
    until(
      async () => (await text(net.connect(agentB, '127.0.0.1'))) === line,
      () => line,
    );
  for (const [signal, line] of [
    ['SIGSTOP', 'up 50%\n'],
    ['SIGCONT', 'up 100%\n'],
  ]) {
    stop(signal, workers.slice(0, 1));
    await agentSays(line);
    assert.match(await seen('b'), /^MAINT /);
  }
  await tell('set server machines/b state ready');
  await sees('b', /^UP 100$/);
});
