'use strict';

// Proves the Kubernetes part of docs/many-machines.md without a cluster: the container's command runs as it stands there, its probes' paths
// and its metric are there, the times fit each other.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { CLI, GOCLUSTER_ONLY } = require('../support/run');
const { Service } = require('../supervisor/service');
const { bound, portOf } = require('../upgrade/passed');
const { health } = require('../upgrade/balanced');
const { block, ROOT } = require('./blocks');

const DEPLOYMENT = block('machines-deployment');
const ADAPTER = block('machines-adapter');
const AUTOSCALER = block('machines-autoscaler');
const DOCUMENT = fs.readFileSync(path.join(ROOT, 'docs', 'many-machines.md'), 'utf8');

/** The words of the container's command. */
function command() {
  const [, words] = /command: \[([^\]]*)\]/.exec(DEPLOYMENT);
  return JSON.parse(`[${words.replaceAll("'", '"')}]`);
}

const numberOf = (name) => Number(new RegExp(`${name}: (\\d+)`).exec(DEPLOYMENT)[1]);

/** All workers are busy for ever: but for a moment at each turn, so that a signal is heard. */
function busy() {
  const { createServer } = require('node:http');
  createServer((request, response) => response.end()).listen(0, () => {
    setInterval(() => {
      for (const end = Date.now() + 50; Date.now() < end;);
    }, 1);
  });
}

function freePort() {
  const handle = bound('127.0.0.1', 0, 4);
  const port = portOf(handle);
  handle.close();
  return port;
}

/** The values of a metric. */
function valuesOf(page, metric) {
  const lines = page.split('\n').filter((line) => line.startsWith(`${metric}{`));
  return lines.map((line) => Number(line.split(' ').at(-1)));
}

test("the container's command, its probes, and the metric", { skip: GOCLUSTER_ONLY }, async (t) => {
  const [program, run, ...options] = command();
  const { bin } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  assert.equal(program, `node_modules/.bin/${Object.keys(bin)[0]}`);
  assert.deepEqual([run, options.pop()], ['run', 'server.js']);
  const given = options.indexOf('8002');
  const port = freePort();
  options[given] = `127.0.0.1:${port}`;
  const service = new Service(t, busy, { options: [...options, '--workers', '2'] });
  await service.ready(2);

  for (const [, page] of DEPLOYMENT.matchAll(/path: (\/\w+)/g)) {
    const [status, text] = await health(port, page);
    assert.deepEqual([status, text], [200, `${page.slice(1)}\n`]);
  }
  const [, metric] = /seriesQuery: '(\w+)\{/.exec(ADAPTER);
  const look = async () => {
    const at = performance.now();
    const [status, page] = await health(port, '/metrics');
    assert.equal(status, 200);
    const values = valuesOf(page, metric);
    return { at, page, seconds: values.reduce((sum, each) => sum + each, 0) / values.length };
  };
  const first = await look();
  const promtool = spawnSync('promtool', ['check', 'metrics'], { input: first.page });
  if (promtool.error) t.diagnostic('not checked by promtool, which is not installed');
  else assert.deepEqual([promtool.status, `${promtool.stderr}`], [0, '']);
  let last;
  do last = await look();
  while (last.at - first.at < 2000);
  const rate = (last.seconds - first.seconds) / ((last.at - first.at) / 1000);
  t.diagnostic(`busy ${rate}`);
  assert.ok(rate > 0.6 && rate < 1.1, `${rate}`);

  service.program.kill('SIGTERM');
  await service.next('leaving');
  assert.deepEqual(await health(port, '/ready'), [503, 'stopping\n']);
  service.program.kill('SIGTERM'); // it does not wait
  await service.program.end();
});

test('the names and the times fit each other', () => {
  const [, name] = /name: \{ as: (\w+) \}/.exec(ADAPTER);
  assert.ok(AUTOSCALER.includes(`metric: { name: ${name} }`));
  const words = command();
  const secondsOf = (option) => Number.parseInt(words[words.indexOf(option) + 1]);
  const sum = secondsOf('--drain-delay') + secondsOf('--drain-timeout') + 2 * 2;
  assert.ok(numberOf('terminationGracePeriodSeconds') > sum);
  assert.ok(secondsOf('--drain-delay') > 2 * numberOf('periodSeconds'));
});

test('no option of the document is made up', () => {
  const example = path.join(ROOT, 'examples', 'many-machines', 'run.js');
  const helps = [[CLI, 'run'], [CLI, 'upgrade'], [example]];
  const known = helps.map((words) => execFileSync(process.execPath, [...words, '--help'])).join('');
  for (const [option] of DOCUMENT.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)) {
    assert.ok(known.includes(option), option);
  }
});
