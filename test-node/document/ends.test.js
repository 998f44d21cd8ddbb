'use strict';

// The document's examples in programs that end by themselves: what they have printed by then, code 0, and nothing on standard
// error but what the example itself writes there. Around an example stands what it takes for granted.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { BUILTIN } = require('../support/run.js');
const around = require('./around.js');
const { CLOCK, COUNT, testExample } = require('./document.js');

const { inPrimary, inBoth, workerEvent, KEEP_RUNNING } = around;

const VOLUNTARY = 'Oh, it was just voluntary – no need to worry';
const CONNECTION = 'Something must be wrong with the connection ...\n';

/** `unordered`: the lines of several processes have no order. */
const EXAMPLES = [
  {
    number: 2,
    title: "worker event 'disconnect'",
    around: workerEvent('disconnect', `worker.on('online', () => worker.disconnect());`),
    prints: ['listeners 1', 'disconnect 0'],
  },
  ...[
    [
      "process.kill(process.pid, 'SIGKILL')",
      'worker가 다음 signal에 의해 종료되었습니다.: SIGKILL',
    ],
    ['process.exit(7)', 'worker가 다음 에러 코드와 함께 종료되었습니다.: 7'],
    ['process.exit(0)', 'worker success!'],
  ].map(([end, line]) => ({
    number: 3,
    title: `worker event 'exit' after ${end}`,
    around: inPrimary('', end),
    prints: [line],
  })),
  {
    number: 4,
    title: "worker event 'listening'",
    around: inPrimary(
      `
  const worker = cluster.workers[1];
  console.log('listeners', worker.listenerCount('listening'));
  worker.on('listening', (...args) => {
    console.log('listening', args.length, args[0].address, args[0].port);
    worker.disconnect();
  });`,
      `require('net').createServer().listen(8000, '127.0.0.1');`,
    ),
    prints: ['listeners 1', 'listening 1 127.0.0.1 8000'],
  },
  {
    number: 6,
    title: "worker event 'online'",
    around: workerEvent('online', ''),
    prints: ['listeners 1', 'online 0'],
  },
  {
    number: 7,
    title: 'the worker closes and disconnects before the timeout',
    around: around.disconnectWithTimeout(`console.log('worker got', message);`),
    prints: ['worker got shutdown', 'exit 0 null true'],
  },
  {
    number: 7,
    title: 'the timeout kills a worker that does not disconnect',
    around: around.disconnectWithTimeout(`console.log('worker got', message); for (;;);`),
    prints: ['worker got shutdown', 'exit null SIGTERM true'],
  },
  {
    number: 8,
    title: 'worker.kill() is a voluntary exit, which Node 18 and later do not say',
    around: inPrimary(
      `worker.on('exit', (code, signal) => console.log('exit', code, signal));`,
      KEEP_RUNNING,
      'const worker = cluster.fork();',
    ),
    prints: ['exit null SIGTERM', ...(BUILTIN ? [] : [VOLUNTARY])],
  },
  {
    number: 9,
    title: 'the worker echoes every message, also one sent before it is online',
    around: inBoth(`
  cluster.on('message', (worker, message) => {
    console.log('echo', message);
    if (message === 'hi there') worker.send({ second: [1, null, 'x'] });
    else worker.disconnect();
  });`),
    prints: ['echo hi there', "echo { second: [ 1, null, 'x' ] }"],
  },
  {
    number: 10,
    title: 'worker.suicide after kill(), which Node 9 and later do not have',
    around: inPrimary('', KEEP_RUNNING, 'const worker = cluster.fork();'),
    prints: BUILTIN ? [] : [VOLUNTARY],
    stderr: BUILTIN ? /^$/ : /^\(node:\d+\) \[DEP0007\] DeprecationWarning: .*suicide/,
  },
  {
    number: 11,
    title: "cluster event 'disconnect'",
    around: inBoth(`
  const [first, second] = [cluster.fork(), cluster.fork()];
  second.on('online', () => second.disconnect());
  second.on('exit', () => first.disconnect());`),
    prints: ['The worker #2 has disconnected', 'The worker #1 has disconnected'],
  },
  {
    number: 13,
    title: 'a worker that exits is reported at once, and only once',
    around: inPrimary(
      `
  cluster.fork();
  cluster.on('exit', () => console.log('timers left', due.size));`,
      'process.exit(0);',
      CLOCK,
    ),
    prints: ['timers left 0'],
    stderr: new RegExp(`^${CONNECTION}$`),
  },
  {
    number: 14,
    // Without a host there is no address to tell.
    title: "cluster event 'listening' for each listen",
    around: inPrimary(
      `
  let listens = 0;
  cluster.on('listening', (worker) => {
    if (++listens === 2) worker.disconnect();
  });
  cluster.fork();`,
      `
  const net = require('net');
  net.createServer().listen(8000, '127.0.0.1', () => net.createServer().listen(8001));`,
    ),
    prints: [
      'A worker is now connected to 127.0.0.1:8000',
      'A worker is now connected to null:8001',
    ],
  },
  // Its text is an arrow function, so its `arguments` are those of the function around it.
  ...[2, 3].map((count) => ({
    number: 15,
    title: `cluster event 'message', ${count} arguments around it`,
    around: around.messageWithArguments(count),
    prints: ['listeners 1', '3 true from the worker undefined'],
  })),
  {
    number: 16,
    title: "cluster event 'online' for each worker",
    around: inPrimary(`
  cluster.on('online', (worker) => worker.disconnect());
  cluster.fork();
  cluster.fork();`),
    prints: Array(2).fill('Yay, the worker responded after it was forked'),
  },
  {
    number: 17,
    title: 'two settings, two workers',
    around: (text) => `
${text}
const { exec, args, silent } = cluster.settings;
console.log(JSON.stringify({ exec, args, silent }));
for (const worker of Object.values(cluster.workers)) {
  worker.process.stdout.on('data', (text) => console.log('worker', worker.id, 'says', text + ''));
}
`,
    files: {
      'worker.js': `process.stdout.write(process.argv.slice(2).join(' ')); process.disconnect();`,
    },
    prints: [
      'worker 1 says --use https',
      'worker 2 says --use http',
      '{"exec":"worker.js","args":["--use","http"],"silent":true}',
    ],
    unordered: true,
  },
  {
    number: 18,
    title: 'cluster.worker in each worker',
    around: (text) => `
${text}
if (cluster.isMaster) cluster.on('online', (worker) => worker.disconnect());
`,
    prints: ['I am master', 'I am worker #1', 'I am worker #2'],
    unordered: true,
  },
  {
    number: 19,
    title: 'an announcement to all workers',
    around: inPrimary(
      '',
      `
  process.on('message', (message) => {
    console.log(cluster.worker.id, message);
    cluster.worker.disconnect();
  });`,
      'for (let i = 0; i < 3; i++) cluster.fork();',
    ),
    prints: [1, 2, 3].map((id) => `${id} big announcement to all workers`),
    unordered: true,
  },
  {
    number: 20,
    title: 'a worker by the id that a socket brings, as a Buffer',
    around: (text) => `
const cluster = require('cluster');
const net = require('net');
if (cluster.isMaster) {
  cluster.fork();
  const second = cluster.fork();
  const server = net.createServer((socket) => {
${text}
    socket.on('data', (id) => {
      console.log(socket.listenerCount('data'), String(id), cluster.workers[id] === second);
      socket.destroy();
      server.close();
      cluster.disconnect();
    });
  });
  server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').end('2'));
}
`,
    prints: ['2 2 true'],
  },
];

for (const { number, title, files, prints, unordered, stderr = /^$/, ...example } of EXAMPLES) {
  testExample(number, title, async (run) => {
    const program = run(example.around, files);
    assert.deepEqual(await program.end(), { code: 0, signal: null });
    const lines = unordered ? program.lines.sort() : program.lines;
    assert.deepEqual(lines, unordered ? [...prints].sort() : prints);
    assert.match(program.stderr, stderr);
  });
}

test('each of the twenty examples is tested, here or in serves.test.js', () => {
  const serves = fs.readFileSync(path.join(__dirname, 'serves.test.js'), 'utf8');
  const served = [...serves.matchAll(/^testExample\((\d+)/gm)].map(([, number]) => Number(number));
  const tested = new Set([...EXAMPLES.map(({ number }) => number), ...served]);
  assert.deepEqual(
    [...tested].sort((a, b) => a - b),
    Array.from({ length: COUNT }, (_, index) => index + 1),
  );
});
