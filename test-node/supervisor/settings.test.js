'use strict';

// Proves where settings come from, which wins, and that a wrong one is told by its name, its value, what is allowed and what was meant.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { checked } = require('../../supervisor/config.js');
const quota = require('../../supervisor/cgroup_quota.js');
const { parse } = require('../../cli/run_options.js');
const { CLI } = require('../support/run.js');

function folderWith(t, files) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-settings-')));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ 'app.js': '', ...files })) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Only a command that does not end by itself takes so long. */
const HANGS_MS = 60_000;

/** Runs the command where it is wrong. @param {string[]} [launcher] words before it */
function wrong(cwd, args, env, launcher = []) {
  const [command, ...words] = [...launcher, process.execPath, CLI, 'run', ...args];
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: HANGS_MS,
  });
  assert.deepEqual([status, stdout], [2, ''], stderr);
  return stderr.split('\n')[0];
}

for (const [args, env, sentence] of [
  [[], {}, 'no script to run'],
  [['nowhere.js'], {}, /^there is no program .*nowhere\.js$/],
  [['--wrokers', '2', 'app.js'], {}, 'there is no option --wrokers; did you mean --workers?'],
  [['-i', '2', 'app.js'], {}, 'there is no option -i'],
  [
    ['--policy', 'rr', '--sticky', 'address', 'app.js'],
    {},
    /^--policy must be 'sticky' where --sticky is given\. Received .*'rr'\)$/,
  ],
  [
    // What has begun by then ends, too.
    ['--watch', '--max-age', '1d', '--policy', 'rr', '--sticky', 'address', 'app.js'],
    { NOTIFY_SOCKET: '/nowhere', WATCHDOG_USEC: '60000000' },
    /^--policy must be 'sticky' where --sticky is given/,
  ],
  [
    ['--policy', 'none', '--proxy-protocol', 'required', 'app.js'],
    {},
    /^--proxy-protocol must be false where .* SCHED_NONE/,
  ],
  [
    ['--sticky', 'cookie=a=b', 'app.js'],
    {},
    /^--sticky cookie must be the name of a cookie, .*'a=b'/,
  ],
  [
    ['--proxy-protocol', '10.0.0', 'app.js'],
    {},
    /^--proxy-protocol \[0\] must be an IP address .*'10\.0\.0'/,
  ],
  [
    ['--policy', 'app.js'],
    {},
    'no script to run: app.js was taken as the value of --policy, which must be "rr" or "none" or "least-connections" or "sticky"',
  ],
  [
    ['-n', 'app.js'],
    {},
    /^no script to run: app\.js was taken as the value of --name, which must be/,
  ],
  [['--only=app.js', '--from', 'x'], {}, /^there is no file .*x$/],
  [['--name=app.js'], {}, 'no script to run'],
  [['--config', '', 'app.js'], {}, '--config needs a value'],
  [['--from='], {}, '--from needs a value'],
  [['--workers'], {}, '--workers needs a value: a number from 1, or "auto"'],
  [['-w', '-1', 'app.js'], {}, '--workers needs a value: a number from 1, or "auto"'],
  [['--node-args'], {}, '--node-args needs a value: arguments of node'],
  [['--wait-ready=yes', 'app.js'], {}, '--wait-ready takes no value'],
  [['--policy', '--quiet', 'app.js'], {}, /^--policy needs a value: "rr" or "none"/],
  [['-w', 'many', 'app.js'], {}, '--workers must be a number from 1, or "auto". Received "many"'],
  [['-w', '0', 'app.js'], {}, '--workers must be a number from 1, or "auto". Received 0'],
  [
    ['app.js'],
    { WEB_CONCURRENCY: 'x' },
    'WEB_CONCURRENCY must be a number from 1, or "auto". Received "x"',
  ],
  [
    ['--policy', 'nnoe', 'app.js'],
    {},
    '--policy must be "rr" or "none" or "least-connections" or "sticky". Received "nnoe"; did you mean "none"?',
  ],
  [
    ['--drain-timeout', 'soon', 'app.js'],
    {},
    '--drain-timeout must be a time such as "10s" or "500ms", 24d at most. Received "soon"',
  ],
  [
    ['--max-age', '30d', 'app.js'],
    {},
    '--max-age must be a time such as "1d" or "12h", 24d at most. Received "30d"',
  ],
  [['--config', 'none.json', 'app.js'], {}, /^there is no configuration file .*none\.json$/],
  [['--from', 'none.config.js', 'app.js'], {}, /^there is no file .*none\.config\.js$/],
  [['--health', '99999', 'app.js'], {}, /^--health must be a port, .* Received "99999"$/],
  [['--out-file', 'app.js/out.log', 'app.js'], {}, /^--out-file cannot be written: .*app\.js/],
  [['--out-file', '/proc/none/out.log', 'app.js'], {}, /^--out-file cannot be written: .*\/proc/],
]) {
  test(`wrong: ${args.join(' ')} ${Object.keys(env)}`, (t) => {
    const said = wrong(folderWith(t), args, env).replace('gocluster: ', '');
    if (typeof sentence === 'string') assert.equal(said, sentence);
    else assert.match(said, sentence);
  });
}

test('wrong: a server in the place of the configuration, which runs in this process', (t) => {
  const listening = `require('node:http').createServer().listen(0)`;
  const said = wrong(folderWith(t, { 'app.js': listening }), ['--config', 'app.js']);
  assert.match(said, /no script to run: app\.js was taken as the value of --config$/);
});

for (const [file, text, sentence] of [
  ['gocluster.config.js', 'module.exports = {\n  a: 1\n  b: 2 }', /config\.js:3: Unexpected/],
  ['gocluster.config.mjs', '\nexport default a.b', /config\.mjs:2: a is not defined$/],
  ['gocluster.config.js', 'throw null', /config\.js: null$/],
  [
    'gocluster.config.json',
    '{"waitRedy": true}',
    /^there is no setting "waitRedy" in .*json; did you mean "waitReady"\?$/,
  ],
  [
    'gocluster.config.js',
    'module.exports = { parallel: "two" }',
    /^"parallel" in .*js must be a number from 1\. Received "two"$/,
  ],
  ['gocluster.config.mjs', 'export default []', /the settings must be an object$/],
  ['gocluster.config.mjs', 'export const workers = 2', /config\.mjs: it has no default export$/],
  ['gocluster.config.cjs', 'module.exports = { workers: -1 }', /^"workers" in .*\.cjs must be/],
  ['package.json', '\uFEFF{"gocluster": {"workers": 0}}', /^"workers" in .*json must be/],
  ['gocluster.config.json', '{"toString": 1}', /^there is no setting "toString" in .*json$/],
  [
    'package.json',
    '{"gocluster": {"env": 3}}',
    /^"env" in .*package\.json must be an object of strings\. Received 3$/,
  ],
  ['package.json', '{', /package\.json: .*JSON/],
]) {
  test(`wrong: ${file} ${text}`, (t) => {
    const folder = folderWith(t, { [file]: text });
    assert.match(wrong(folder, ['app.js']).replace('gocluster: ', ''), sentence);
  });
}

test('wrong: a working directory that is gone', (t) => {
  const folder = path.join(folderWith(t, {}), 'gone');
  fs.mkdirSync(folder);
  const launcher = ['/bin/sh', '-c', 'rmdir "$PWD"; exec "$0" "$@"'];
  assert.match(
    wrong(folder, ['app.js'], {}, launcher),
    /^gocluster: the working directory is gone/,
  );
});

test('a variable that is undefined, as one of this process may be, is none', () => {
  const { env } = checked({ script: __filename, env: { A: 1, B: true, C: undefined } });
  assert.deepEqual(env, { A: '1', B: 'true', C: undefined });
});

test('the default name is found by the other commands, and is no option', (t) => {
  const folder = folderWith(t, {
    '.app.js': '',
    '-n.js': '',
    'my app.js': '',
    'v1.2/index.js': '',
  });
  const names = ['.app.js', '-n.js', 'my app.js', 'v1.2'].map(
    (file) => checked({ script: path.join(folder, file) }).name,
  );
  assert.deepEqual(names, ['_app', '_n', 'my_app', 'v1']);
});

test('arguments win over the environment, and that over the file', async (t) => {
  const folder = folderWith(t, {
    'gocluster.config.json': JSON.stringify({
      script: 'file.js',
      workers: 2,
      parallel: 3,
      drainTimeout: '1m',
    }),
  });
  const before = process.cwd();
  process.chdir(folder);
  t.after(() => process.chdir(before));
  const saved = process.env.WEB_CONCURRENCY;
  t.after(() => {
    if (saved === undefined) delete process.env.WEB_CONCURRENCY;
    else process.env.WEB_CONCURRENCY = saved;
  });
  delete process.env.WEB_CONCURRENCY;
  assert.deepEqual((await parse([])).settings, {
    script: 'file.js',
    workers: 2,
    parallel: 3,
    drainTimeout: '1m',
  });
  process.env.WEB_CONCURRENCY = '4';
  assert.equal((await parse([])).settings.workers, 4);
  const { settings } = await parse([
    '-w',
    'auto',
    '--parallel',
    '5',
    'app.js',
    '--workers',
    '9',
    '-x',
  ]);
  assert.deepEqual(settings, {
    script: 'app.js',
    args: ['--workers', '9', '-x'],
    workers: 'auto',
    parallel: 5,
    drainTimeout: '1m',
  });
  const config = checked(settings);
  assert.equal(config.drainTimeout, 60_000);
  assert.equal(config.readyTimeout, 30_000);
  assert.equal(config.script, path.join(folder, 'app.js'));
  assert.equal(config.name, 'app');
});

test('arguments of node begin with a dash', async () => {
  const { settings } = await parse(['--node-args', '--import tsx', 'app.ts', '--node-args', '-x']);
  assert.deepEqual(settings.nodeArgs, ['--import', 'tsx']);
  assert.deepEqual(settings.args, ['--node-args', '-x']);
  const { settings: quoted } = await parse([
    '--node-args= --import "/my app/a.mjs"  -r=b',
    'app.js',
  ]);
  assert.deepEqual(quoted.nodeArgs, ['--import', '/my app/a.mjs', '-r=b']);
});

test('the CPU quota of cgroups, of either version, of the process and of those above it', (t) => {
  const root = folderWith(t, {
    'cpu.max': 'max 100000',
    'shop/cpu.max': '150000 100000',
    'shop/web/cpu.max': 'max 100000',
    'cpu,cpuacct/docker/cpu.cfs_quota_us': '50000',
    'cpu,cpuacct/docker/cpu.cfs_period_us': '100000',
    'cpu,cpuacct/free/cpu.cfs_quota_us': '-1',
    'cpu,cpuacct/free/cpu.cfs_period_us': '100000',
  });
  assert.equal(quota(root, '0::/shop/web'), 1.5);
  assert.equal(quota(root, '0::/'), Infinity);
  assert.equal(quota(root, '4:cpu,cpuacct:/docker\n3:memory:/docker'), 0.5);
  assert.equal(quota(root, '4:cpu,cpuacct:/free'), Infinity);
  assert.equal(quota(root, ''), Infinity);
});
