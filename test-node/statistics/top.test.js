'use strict';
// gocluster top in a real terminal (tmux): a table of workers and listeners that is alive, keys, and the restart of what it watches;
// without a terminal a text, or JSON.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const Rates = require('../../cli/top_rates.js');
const { page } = require('../../cli/top_view.js');
const { CLI } = require('../support/run.js');
const { Terminal, noTmux } = require('../support/terminal.js');
const { Service } = require('../supervisor/service.js');

const app = () =>
  require('node:http')
    .createServer((request, response) => response.end('served'))
    .listen(0, '127.0.0.1');

test('alive in a terminal', { skip: noTmux }, async (t) => {
  const options = ['-w', '2', '-n', 'shop'];
  const service = new Service(t, app, { options });
  await service.ready(2);
  const runtime = service.env.XDG_RUNTIME_DIR;
  const port = await service.port();
  const command = (...env) =>
    `env -u NO_COLOR ${env.join(' ')} XDG_RUNTIME_DIR=${runtime} ${process.execPath} ${CLI} top --interval 100`;
  const terminal = new Terminal(t, command());

  const screen = await terminal.shows(/WORKER +ID +PID/);
  assert.match(screen, /^shop {2}pid \d+/);
  assert.match(screen, new RegExp(`127\\.0\\.0\\.1:${port} `));
  assert.match(await terminal.shows(/ 1 +2 +\d+ +idle/), / 0 +1 +\d+ +idle/);
  for (let i = 0; i < 40; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
  await terminal.shows(/[▁▂▃▄▅▆▇█]/);
  assert.ok(terminal.screen('-e').includes('\x1b[32midle'), 'in colour');

  terminal.press('s');
  await terminal.shows(/s sorted by conn\/s/);
  terminal.press('+');
  await terminal.shows(/scale: workers 3/);
  await terminal.shows(/ 2 +3 +\d+ +(idle|busy)/);
  terminal.press('-');
  await terminal.shows(/scale: workers 2/);
  terminal.press('r');
  await terminal.shows(/reload: replaced 2/);

  await terminal.shows(/LAST MINUTE/);
  terminal.resize(80, 24);
  assert.match(await terminal.shows(/CONN\/S +OPEN .*RESTARTS/), /restarts 0\n/);
  const low = new Terminal(t, command());
  low.resize(80, 10);
  await low.shows(/\n2 more do not fit\nq quit/);
  low.press('q');
  terminal.resize(150, 30);

  service.program.kill('SIGKILL');
  await terminal.shows(/it does not answer any more/);
  const again = new Service(t, app, { options, env: { XDG_RUNTIME_DIR: runtime } });
  await again.ready(2);
  await terminal.shows(/it is there again/);
  assert.match(terminal.screen(), new RegExp(`^shop {2}pid ${again.program.pid},`));

  const dumb = new Terminal(t, command('TERM=dumb'));
  assert.match(await dumb.shows(/ended with 0|q quit/), /WORKER[^]*ended with 0/, 'a table, once');

  again.program.kill('SIGSTOP');
  terminal.press('r');
  await terminal.shows(/reload \.\.\./);
  terminal.press('q');
  assert.doesNotMatch(
    await terminal.shows(/ended with 0/),
    /WORKER/,
    'it does not wait for the answer, and the screen is what it was',
  );
});

test('what is not known is shown as "-"', () => {
  const rates = new Rates();
  const worker = { id: 1, place: 0, pid: 2, state: 'idle', restarts: 0, uptime: 1000 };
  rates.add({
    name: 'shop',
    scheduler: 'node',
    primary: { pid: 1, uptime: 1000, gocluster: '0', node: 'v0' },
    workers: [{ ...worker, open: null, taken: null, cpu: null, rss: null, heap: null, loop: null }],
    listeners: null,
  });
  const [, line] = page(rates.view(), { columns: Infinity });
  assert.equal(line, 'connections/s -  open -  waiting -  cpu -  memory -  restarts 0');
});

test('without a terminal', async (t) => {
  // In a CI, too, where picocolors would take a pipe for a terminal.
  const env = { CI: 'true', FORCE_COLOR: '0', NO_COLOR: undefined };
  const service = new Service(t, app, { options: ['-w', '2', '-n', 'shop'], env });
  await service.ready(2);
  const { code, stdout } = await service.ask('top');
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^shop {2}pid \d+.*\nconnections\/s 0 .*\n\nLISTENER .*\n127\.0\.0\.1:.*\n\nWORKER .*\n.* (idle|busy) .*\n.* (idle|busy) /,
  );
  assert.ok(!stdout.includes('\x1b'));
  const json = JSON.parse((await service.ask('top', '--json', '--name', 'shop')).stdout);
  assert.deepEqual([json.name, json.workers.map(({ instance }) => instance)], ['shop', [0, 1]]);
  assert.ok(json.verbs.includes('reload'));

  for (const [args, message] of [
    [['--name', 'other'], /nobody answers at .*other\.sock \(ENOENT\)/],
    [['--interval', '1'], /--interval is a number from 100/],
    [['--nonsense'], /nonsense/],
  ]) {
    const { code: failed, stderr } = await service.ask('top', ...args);
    assert.ok(failed > 0);
    assert.match(stderr, message);
  }
});
