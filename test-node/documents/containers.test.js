'use strict';

// The form of the Dockerfile and the Kubernetes deployment in docs/operations.md, which nothing here can build or apply.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');

const { block } = require('./blocks');

const YAML = path.join(__dirname, '..', 'ecosystem', 'node_modules', 'js-yaml');
/** js-yaml comes with PM2, a package of test-node/ecosystem. */
const skip =
  !require('node:fs').existsSync(YAML) && 'the packages of test-node/ecosystem are missing';

test('the Dockerfile starts the program itself, as process 1', () => {
  const lines = block('dockerfile').trim().split('\n');
  for (const line of lines) assert.match(line, /^(FROM|WORKDIR|COPY|RUN|USER|EXPOSE|CMD) \S/);
  const command = JSON.parse(lines.at(-1).replace('CMD ', ''));
  assert.deepEqual(command, block('start').trim().split(' '));
});

test('the grace period is longer than the wait and the deadline', { skip }, () => {
  const deployment = require(YAML).load(block('kubernetes'));
  const { spec } = deployment.spec.template;
  const [container] = spec.containers;
  const [command, seconds] = container.lifecycle.preStop.exec.command;
  assert.equal(command, 'sleep');
  const [, deadline] = block('shutdown').match(/^const DEADLINE_MS = ([\d_]+);$/m);
  const needed = Number(seconds) + Number(deadline.replaceAll('_', '')) / 1000;
  assert.ok(spec.terminationGracePeriodSeconds > needed, `${needed} s are needed`);
  assert.deepEqual(deployment.spec.selector.matchLabels, deployment.spec.template.metadata.labels);
  assert.equal(container.readinessProbe.httpGet.port, container.ports[0].containerPort);
});
