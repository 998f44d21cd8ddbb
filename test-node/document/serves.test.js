'use strict';

// The document's examples in programs that go on: they serve on port 8000, fork again, or wait for a timer.

const assert = require('node:assert/strict');
const os = require('node:os');
const { CLOCK, testExample } = require('./document.js');

const OK = { status: 200, body: 'hello world\n' };

testExample(1, 'one worker a CPU shares port 8000, and who died is said', async (run, network) => {
  const REQUESTS = 6;
  const program = run((text) => text);
  const cpus = os.cpus().length;
  await program.until(
    () => program.stdout.match(/^Worker \d+ started$/gm)?.length === cpus,
    `${cpus} workers started`,
  );
  assert.equal(program.lines[0], `Master ${program.pid} is running`);

  // It prints before its server listens, and 'listening' is not among its events.
  assert.deepEqual(network.get(program.pid, REQUESTS), Array(REQUESTS).fill(OK));

  const [, pid] = program.stdout.match(/^Worker (\d+) started$/m);
  process.kill(Number(pid), 'SIGTERM');
  await program.prints(`worker ${pid} died\n`);
  assert.equal(program.lines.length, cpus + 2);
  assert.equal(program.stderr, '');
});

testExample(5, 'the primary counts what its workers report', async (run, network) => {
  const REQUESTS = 5;
  // The example's own server would take the port in the primary, so its listen does nothing here; the workers run the same.
  const program = run(
    (text) => `
const { Server } = require('http');
const { isMaster } = require('cluster');
if (isMaster) Server.prototype.listen = () => {};
${text}
if (cluster.isMaster) {
  for (let i = 0; i < 2; i++) cluster.fork().on('message', messageHandler);
  cluster.on('listening', (worker) => console.log('listening', worker.id));
} else {
  http.Server((req, res) => {
    res.writeHead(200);
    res.end('hello world\\n');
    process.send({ cmd: 'notifyRequest' });
  }).listen(8000);
}
`,
  );
  await program.prints(/listening[^]*listening/);
  await program.prints('numReqs = 0\n');
  assert.deepEqual(network.get(program.pid, REQUESTS), Array(REQUESTS).fill(OK));
  await program.prints(`numReqs = ${REQUESTS}\n`);
  assert.equal(program.stderr, '');
});

testExample(5, 'its text alone serves in the primary', async (run, network) => {
  // Without an IPC channel process.send is not there: the program around it gives one.
  const program = run(
    (text) => `
process.send = (message) => console.log('sent', JSON.stringify(message));
${text}
`,
  );
  await program.prints('numReqs = 0\n');
  assert.deepEqual(network.get(program.pid), [OK]);
  await program.prints('sent {"cmd":"notifyRequest"}\n');
  assert.equal(program.stderr, '');
});

testExample(12, "'exit' says how, and its listener forks the next one", async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
  cluster.on('fork', (worker) => console.log('fork', worker.id, worker.process.pid));
  cluster.fork();
} else if (cluster.worker.id === 1) {
  process.exit(3);
} else if (cluster.worker.id === 2) {
  process.kill(process.pid, 'SIGKILL');
} else {
  console.log('worker 3 runs');
  setInterval(() => {}, 1000);
}
`,
  );
  await program.prints('worker 3 runs\n');
  const pid = (id) => program.stdout.match(new RegExp(`^fork ${id} (\\d+)$`, 'm'))[1];
  assert.deepEqual(
    program.lines.filter((line) => line.endsWith('restarting...')),
    [`worker ${pid(1)} died (3). restarting...`, `worker ${pid(2)} died (SIGKILL). restarting...`],
  );
  assert.equal(program.stderr, '');
});

testExample(13, 'only the worker that does not listen is reported', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${CLOCK}
${text}
  let up = 0;
  const runTimers = () => {
    if (++up < 2) return;
    for (const { run, ms } of due.values()) {
      console.log('a timer of', ms);
      run();
    }
  };
  cluster.on('listening', runTimers);
  cluster.fork();
  cluster.fork().on('online', runTimers);
} else if (cluster.worker.id === 1) {
  require('net').createServer().listen(8000);
} else {
  setInterval(() => {}, 1000);
}
`,
  );
  const said = 'Something must be wrong with the connection ...\n';
  await program.until(() => program.stderr === said, 'its message');
  assert.deepEqual(program.lines, ['a timer of 2000']);
});
