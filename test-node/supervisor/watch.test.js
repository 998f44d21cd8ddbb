'use strict';

// Proves that --watch reloads when a file changes that the program has loaded, as CommonJS or as an ES module, that an error keeps
// what runs, and that a program which does not start is waited for.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { test } = require('node:test');
const { Service } = require('./service.js');

const FILES = {
  'app.mjs': `
    import http from 'node:http';
    import { first } from './first.mjs';
    const second = (await import('./second.cjs')).default;
    http.createServer((request, response) => response.end(first + ' ' + second)).listen(0);`,
  'first.mjs': `export const first = 'one';`,
  'second.cjs': `module.exports = require('./third.cjs');`,
  'third.cjs': `module.exports = 'three';`,
};

function get(port) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    });
    request.on('error', reject);
  });
}

test('ES modules, CommonJS, an error', async (t) => {
  const service = new Service(t, 'app.mjs', { options: ['-w', '1', '--watch'], files: FILES });
  const { folder } = service.program;
  const port = await service.port();
  assert.equal(await get(port), 'one three');
  fs.writeFileSync(path.join(folder, 'first.mjs'), `export const first = 'uno';`);
  await service.next('reloaded');
  assert.equal(await get(port), 'uno three');

  // As an editor does it.
  fs.writeFileSync(path.join(folder, 'third.tmp'), `module.exports = 'tre';`);
  fs.renameSync(path.join(folder, 'third.tmp'), path.join(folder, 'third.cjs'));
  await service.next('reloaded');
  assert.equal(await get(port), 'uno tre');

  fs.writeFileSync(path.join(folder, 'first.mjs'), `export const first = ;`);
  assert.match((await service.next('notReloaded')).message, /SyntaxError/);
  assert.equal(await get(port), 'uno tre');
  fs.writeFileSync(path.join(folder, 'nobody.mjs'), ''); // has not been loaded
  fs.writeFileSync(path.join(folder, 'first.mjs'), `export const first = 'un';`);
  await service.next('reloaded');
  assert.equal(await get(port), 'un tre');
  // A file that is written slowly may change twice.
  const changed = new Set(service.said('changed').map(({ file }) => path.basename(file)));
  assert.deepEqual([...changed], ['first.mjs', 'third.cjs']);
});

test('a folder that is made anew, as a checkout does', async (t) => {
  const files = {
    'app.js': `
      const text = require('./src/text.js');
      require('node:http').createServer((request, response) => response.end(text)).listen(0);`,
    'src/text.js': `module.exports = 'one';`,
  };
  const service = new Service(t, 'app.js', { options: ['-w', '1', '--watch'], files });
  const source = path.join(service.program.folder, 'src');
  const port = await service.port();
  const write = (folder, text) => {
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'text.js'), `module.exports = '${text}';`);
  };
  fs.rmSync(source, { recursive: true });
  write(source, 'two');
  await service.next('reloaded');
  assert.equal(await get(port), 'two');

  write(`${source}.new`, 'three');
  fs.renameSync(source, `${source}.old`);
  fs.renameSync(`${source}.new`, source);
  await service.next('reloaded');
  assert.equal(await get(port), 'three');

  fs.writeFileSync(path.join(source, 'text.js'), `module.exports = 'four';`);
  await service.next('reloaded');
  assert.equal(await get(port), 'four');

  // For a while it is a file. When the change after that is noticed, so is this.
  fs.rmSync(source, { recursive: true });
  fs.writeFileSync(source, '');
  fs.appendFileSync(path.join(service.program.folder, 'app.js'), '\n');
  await service.next('notReloaded');
  fs.rmSync(source);
  write(source, 'five');
  await service.next('reloaded');
  assert.equal(await get(port), 'five');
});

test('an address that is changed', async (t) => {
  const files = { 'app.js': `require('node:http').createServer().listen(0, '127.0.0.1');` };
  const service = new Service(t, 'app.js', { options: ['-w', '2', '--watch'], files });
  await service.ready(2);
  const file = path.join(service.program.folder, 'app.js');
  fs.writeFileSync(file, files['app.js'].replace('127.0.0.1', '127.0.0.2'));
  assert.equal((await service.next('reloaded')).replaced, 2);
});

test('a program that does not start is waited for', async (t) => {
  const files = { 'app.js': `throw new Error('not yet');` };
  const service = new Service(t, 'app.js', { options: ['-w', '1', '--watch'], files });
  await service.next('failed');
  const good = `require('node:http').createServer((request, response) => response.end('good')).listen(0);`;
  fs.writeFileSync(path.join(service.program.folder, 'app.js'), good);
  assert.equal(await get(await service.port()), 'good');
});

test('a program that is changed before it has started is no failure', async (t) => {
  const files = { 'app.js': `setInterval(() => {}, 1000);` };
  const service = new Service(t, 'app.js', { options: ['-w', '1', '--watch'], files });
  await service.next('fork');
  const good = `require('node:http').createServer((request, response) => response.end('good')).listen(0);`;
  fs.writeFileSync(path.join(service.program.folder, 'app.js'), good);
  assert.equal(await get(await service.port()), 'good');
  assert.equal((await service.next('exit')).wanted, true);
  assert.deepEqual(service.said('failed'), []);
});

test('a replacement that does not start is not waited for when the program changes again', async (t) => {
  const files = { 'app.js': `require('node:http').createServer().listen(0);` };
  const options = ['-w', '1', '--watch', '--ready-timeout', '10m'];
  const service = new Service(t, 'app.js', { options, files });
  const port = await service.port();
  await service.next('fork');
  const file = path.join(service.program.folder, 'app.js');
  fs.writeFileSync(file, `setInterval(() => {}, 1000);`);
  await service.next('fork');
  const good = `require('node:http').createServer((request, response) => response.end('good')).listen(0);`;
  fs.writeFileSync(file, good);
  assert.equal((await service.next('reloaded')).replaced, 1);
  assert.equal(await get(port), 'good');
});
