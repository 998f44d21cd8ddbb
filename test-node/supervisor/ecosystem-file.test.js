'use strict';

// Proves that gocluster run --from takes over what PM2's ecosystem file says, tells what it does not, and asks which app is meant.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { checked } = require('../../supervisor/config.js');
const { translate } = require('../../supervisor/ecosystem_keys.js');
const { readEcosystem } = require('../../supervisor/ecosystem_file.js');
const { Service } = require('./service.js');
const { until } = require('../support/deadline.js');

test('every key that has a counterpart', () => {
  const { settings, notes, problems } = translate(
    {
      name: 'the api',
      script: path.basename(__filename),
      cwd: __dirname,
      args: `--size 4 --title "a b"`,
      instances: 'max',
      exec_mode: 'cluster',
      env: { A: 1, B: 'b' },
      env_production: { B: 'c' },
      nodeArgs: ['--no-warnings'],
      source_map_support: true,
      max_memory_restart: '200M',
      kill_timeout: 3000,
      listen_timeout: 4000,
      wait_ready: true,
      exp_backoff_restart_delay: 50,
      max_restarts: 8,
      minUptime: '3s',
      cron: '0 3 * * *',
      watch: false,
      output: 'out.log',
      err_file: 'error.log',
      merge_logs: true,
      instance_var: 'INSTANCE',
      log_type: 'json',
      port: 8080,
      autorestart: true,
      vizion: false,
      pmx: false,
    },
    'production',
  );
  assert.deepEqual([notes, problems], [[], []]);
  assert.deepEqual(settings, {
    name: 'the_api',
    script: path.basename(__filename),
    cwd: __dirname,
    args: ['--size', '4', '--title', 'a b'],
    workers: 'auto',
    env: { A: 1, B: 'c', PORT: 8080 },
    nodeArgs: ['--no-warnings', '--enable-source-maps'],
    maxMemory: '200M',
    drainTimeout: 3000,
    readyTimeout: 4000,
    waitReady: true,
    restartDelay: 50,
    maxRestartDelay: 15_000,
    maxRestarts: 8,
    minUptime: '3s',
    reloadAt: '0 3 * * *',
    watch: false,
    outFile: 'out.log',
    errorFile: 'error.log',
    instanceVariable: 'INSTANCE',
    logFormat: 'json',
    stopSignal: 'SIGINT',
  });
  const config = checked(settings);
  assert.equal(config.maxMemory, 200 * 2 ** 20);
  assert.equal(config.outFile, path.join(__dirname, 'out.log'));
});

test('what PM2 does where a key is missing or special', () => {
  const of = (app) => translate({ script: 'a.js', ...app });
  assert.equal(of({}).settings.workers, 1);
  assert.equal(of({ instances: 0 }).settings.workers, 'auto');
  assert.equal(of({ instances: '3' }).settings.workers, 3);
  assert.equal(of({ instances: -1000 }).settings.workers, 1);
  assert.equal(of({ max_restarts: '10' }).settings.maxRestarts, 10);
  assert.equal(of({ cwd: null }).settings.cwd, undefined);
  const ports = { port: 3000, env: { PORT: 1 }, env_production: { PORT: 80 }, env_staging: {} };
  assert.deepEqual(
    [undefined, 'production', 'staging'].map(
      (name) => translate({ script: 'a.js', ...ports }, name).settings.env.PORT,
    ),
    [3000, 80, 3000],
  );
  assert.equal(of({ cron_restart: 0 }).settings.reloadAt, undefined);
  assert.equal(of({ restart_delay: 70 }).settings.maxRestartDelay, 70);
  const both = of({ exp_backoff_restart_delay: 50, restart_delay: 70 }).settings;
  assert.deepEqual([both.restartDelay, both.maxRestartDelay], [50, 15_000]);
  assert.equal(of({ out_file: 'NULL' }).settings.outFile, '/dev/null');
  assert.equal(
    of({ log_file: '~/all.log' }).settings.errorFile,
    path.join(os.homedir(), 'all.log'),
  );
  assert.deepEqual(of({ env: { A: ['b'], C: null, D: false } }).settings.env, {
    A: '["b"]',
    D: false,
  });
  assert.deepEqual(of({ exec_mode: 'fork' }).notes, [], 'one shares with nobody');
  assert.equal(of({ log_file: 'all.log', out_file: 'o.log' }).settings.outFile, 'o.log');
  assert.equal(of({ log_file: 'all.log', out_file: 'o.log' }).settings.errorFile, 'all.log');
  assert.equal(of({ watch: ['src'] }).settings.watch, true);
  assert.equal(of({ instances: 'two' }).settings.workers, 'two', 'which is told');
  assert.deepEqual(of({ watch: false, ignore_watch: ['logs'] }).notes, []);
});

test('a line is written to one file', () => {
  const of = (app) => {
    const { settings, notes } = translate({ script: 'a.js', ...app });
    return [settings.outFile, settings.errorFile, notes.length];
  };
  const log_file = 'all.log';
  assert.deepEqual(of({ log_file }), ['all.log', 'all.log', 0]);
  assert.deepEqual(of({ log_file, out_file: 'all.log' }), ['all.log', 'all.log', 0]);
  // What PM2 writes to the common file, too, is not there.
  assert.deepEqual(of({ log_file, out_file: 'o.log' }), ['o.log', 'all.log', 1]);
  assert.deepEqual(of({ out_file: 'o.log', error_file: 'e.log', log_file }), ['o.log', 'e.log', 1]);
  for (const nowhere of ['/dev/null', 'NULL']) {
    const app = { out_file: nowhere, log_file, error_file: nowhere };
    assert.deepEqual(of(app), ['all.log', 'all.log', 0]);
  }
});

test('the interpreter is the Node that runs gocluster, and another one is told', () => {
  const of = (interpreter) => translate({ script: 'a.js', interpreter });
  for (const own of ['node', process.execPath]) {
    assert.deepEqual([of(own).notes, of(own).problems], [[], []], own);
  }
  for (const other of ['/opt/node-16/bin/node', 'node@16.20.2']) {
    const { notes, problems } = of(other);
    assert.deepEqual(problems, []);
    assert.match(notes[0], /^"interpreter" is not taken over: the workers run on .* v\d/);
  }
});

test('what has no counterpart is told, with the reason where there is one', () => {
  const app = {
    script: 'a.js',
    exec_mode: 'fork',
    instances: 2,
    autorestart: false,
    watch: ['src'],
    unheard_of: 1,
  };
  const { notes } = translate(app);
  assert.deepEqual(
    notes.map((note) => note.split(' ')[0]),
    ['"exec_mode"', '"autorestart"', '"watch"', '"unheard_of"'],
  );
  assert.deepEqual(translate({ script: 'a.py', interpreter: 'python3' }).problems, [
    'interpreter "python3": only Node programs are run',
  ]);
  assert.match(
    translate({ script: 'a.ts', interpreter: './node_modules/.bin/tsx' }).problems[0],
    /only Node programs are run; node_args: "--import tsx"/,
  );
  assert.deepEqual(translate({ script: 'a.js' }, 'staging').problems, ['there is no env_staging']);
});

test('a command in the place of a file', () => {
  const of = (app) => translate({ cwd: __dirname, ...app });
  const taken = (app) => {
    const { settings, problems } = of(app);
    assert.deepEqual(problems, []);
    return [settings.script, settings.args, settings.nodeArgs];
  };
  assert.deepEqual(taken({ script: 'node', args: 'dist/main.js --size 4' }), [
    'dist/main.js',
    ['--size', '4'],
    [],
  ]);
  const words = ['-r', 'dotenv/config', '--no-warnings', 'a.js', '-r'];
  for (const app of [
    { script: '/usr/bin/node', args: words },
    { script: 'node', args: words.join(' ') },
    { command: `node ${words.join(' ')}` },
    { cmd: 'node -r dotenv/config', args: words.slice(2) },
  ]) {
    assert.deepEqual(taken(app), ['a.js', ['-r'], words.slice(0, 3)]);
  }
  // Each kind of option: with a value behind it, with one after "=", with none.
  const options = ['--title', 'a', '--max-old-space-size=100', '--inspect', '-C', 'b'];
  assert.deepEqual(taken({ script: `node ${options.join(' ')} a.js` }), ['a.js', [], options]);
  assert.deepEqual(
    taken({ script: 'service', args: 'x', node_args: '-r y' }),
    ['service', ['x'], ['-r', 'y']],
    'it is a file: service.js',
  );
  for (const [app, said] of [
    [{ script: 'npm', args: 'start' }, /script "npm": only Node programs .* "npm start" starts/],
    [{ script: 'npm run start:prod' }, /script "npm": .* "npm run start:prod" starts/],
    [{ script: 'tsx', args: 'watch src/app.ts' }, /script "tsx": .* node_args: "--import tsx"/],
    [{ script: './start.sh' }, /script "\.\/start\.sh": only Node programs .* for bash/],
    [{ script: 'a.py', args: 'x' }, /script "a\.py": only Node programs .* for python/],
    [{ script: 'node', args: '--version' }, /script "node": there is no program behind it/],
  ]) {
    assert.match(of(app).problems[0], said);
  }
});

test('the forms of a file, and which app is meant', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-ecosystem-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const read = (name, text, options = {}) => {
    fs.writeFileSync(path.join(folder, name), text);
    return readEcosystem(path.join(folder, name), options);
  };
  for (const [name, text] of [
    ['a.config.js', `module.exports = { apps: [{ script: 'a.js' }] }`],
    ['b.config.cjs', `module.exports = [{ script: 'a.js' }]`],
    ['c.config.mjs', `export default { script: 'a.js' }`],
    ['h.config.js', `module.exports = { pm2: [{ script: 'a.js' }] }`],
    ['d.json', `{ // PM2 takes this\n apps: [{ "script": 'a.js' }] }`],
  ]) {
    assert.equal((await read(name, text)).settings.script, 'a.js', name);
  }
  const two = `module.exports = { apps: [{ script: './api.js' }, { name: 'jobs', script: 'b.js' }] }`;
  assert.equal((await read('e.config.js', two, { only: 'jobs' })).settings.script, 'b.js');
  await assert.rejects(
    read('e.config.js', two),
    /has 2 apps: say which, by --only api or --only jobs/,
  );
  await assert.rejects(read('e.config.js', two, { only: 'x' }), /has no app "x", but api, jobs/);
  await assert.rejects(
    read('i.config.js', two.replace('jobs', 'my jobs')),
    /--only api or --only "my jobs"/,
  );
  await assert.rejects(read('f.yml', 'apps: []'), /YAML is not read/);
  await assert.rejects(read('g.config.js', `throw new Error('mine')`), /g\.config\.js: mine/);
});

test('a file of PM2 is run: numbers, ready, files, what it is told to do at the end', async (t) => {
  const app = `
    const server = require('node:http').createServer((request, response) => {
      response.end(process.env.INSTANCE + process.env.MODE + process.argv[2]);
    });
    server.listen(0, () => process.send('ready'));
    console.log('started ' + process.env.INSTANCE);
    process.on('SIGINT', () => { console.error('told'); process.exit(0); });
    setInterval(() => {}, 1000);`;
  const ecosystem = `module.exports = { apps: [{
    name: 'shop', script: './app.js', args: '-x', instances: 2, wait_ready: true, instance_var: 'INSTANCE',
    env: { MODE: 'dev' }, env_production: { MODE: 'live' }, out_file: 'logs/out.log', error_file: 'logs/error.log', namespace: 'a', uid: 'www',
  }] }`;
  const files = { 'app.js': app, 'ecosystem.config.js': ecosystem };
  const options = [
    '--from',
    'ecosystem.config.js',
    '--env',
    'production',
    '--exit-timeout',
    '200ms',
  ];
  const service = new Service(t, 'app.js', { options, files, args: ['-y'] });
  const port = await service.port();
  await service.ready(2);
  assert.match(
    service.said('warning')[0].message,
    /"uid" is not taken over: start gocluster as that user/,
  );
  const get = () =>
    new Promise((resolve, reject) => {
      http
        .get({ port, agent: false }, (response) => response.setEncoding('utf8').on('data', resolve))
        .on('error', reject);
    });
  const answers = new Set();
  await until(async () => answers.add(await get()).size === 2, 'an answer of each');
  assert.deepEqual([...answers].sort(), ['0live-y', '1live-y']);
  service.program.kill('SIGTERM');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  const log = (name) =>
    fs.readFileSync(path.join(service.program.folder, 'logs', name), 'utf8').trim();
  assert.match(log('out.log'), /started 0/);
  assert.match(log('out.log'), /started 1/);
  assert.match(log('error.log'), /told/);
});
