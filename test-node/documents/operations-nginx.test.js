'use strict';

// The nginx configuration of docs/operations.md, in front of two real workers.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { countByWorker, startApp } = require('./behind');
const { block } = require('./blocks');
const { after, start } = require('./sandbox');
const { curlSoon, enter, missing, runInside } = require('./tools');

const REQUESTS = 12;
const skip = missing('root', 'nginx', 'curl');

/** What a whole nginx.conf has around the block; its files are in the folder. */
function configuration(text) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off;',
    'pid nginx.pid;',
    'error_log stderr;',
    'worker_processes 1;',
    'events {}',
    'http {',
    'access_log off;',
    ...temporary.map((name) => `${name}_temp_path ${name};`),
    text,
    '}',
  ].join('\n');
}

async function startNginx(t, text) {
  const { app, network, folder } = await startApp(t);
  fs.writeFileSync(path.join(folder, 'nginx.conf'), configuration(text));
  const nginx = ['nginx', '-p', folder, '-e', 'stderr', '-c', path.join(folder, 'nginx.conf')];
  const [check] = block('check').split('\n');
  assert.match(check, /^nginx -t -c /);
  const { stderr } = await runInside(app, network, [...nginx, '-t']);
  assert.match(stderr, /test is successful/);
  const running = start(t, [...enter(app, network), ...nginx], { folder });
  after(t, async () => {
    running.child.kill('SIGTERM'); // its worker ends with it
    await running.exit();
  });
  const ask = async (...args) =>
    (await curlSoon(app, network, ...args)).map((line) => JSON.parse(line));
  return ask;
}

test('the application sees the client and the host', { skip }, async (t) => {
  const ask = await startNginx(t, block('nginx'));
  const [answer] = await ask('-H', 'Host: shop.example', 'http://localhost/a?b=1');
  const { worker, ...rest } = answer;
  assert.ok([1, 2].includes(worker));
  assert.deepEqual(rest, {
    url: '/a?b=1',
    host: 'shop.example',
    connection: '',
    client: '127.0.0.1',
    proto: 'http',
  });
});

test('requests on a kept connection go to one worker', { skip }, async (t) => {
  const ask = await startNginx(t, block('nginx'));
  const answers = await ask(`http://localhost/[1-${REQUESTS}]`);
  assert.deepEqual(Object.values(countByWorker(answers)), [REQUESTS]);
});

test('without the three lines each request takes its turn', { skip }, async (t) => {
  const lines = block('nginx').split('\n');
  const kept = lines.filter(
    (line) => !/^ *(keepalive|proxy_http_version|.*Connection)\b/.test(line),
  );
  assert.equal(lines.length - kept.length, 3);
  const ask = await startNginx(t, kept.join('\n'));
  const answers = await ask(`http://localhost/[1-${REQUESTS}]`);
  // A worker that gets no processor for long loses one to the other.
  const counts = Object.values(countByWorker(answers));
  assert.equal(counts.length, 2);
  assert.ok(Math.min(...counts) >= REQUESTS / 3, `${counts}`);
});
