'use strict';

// Compares gocluster with @socket.io/sticky, both of which send Socket.IO sessions to their workers: node bench/socket.io.js.
//
// Clients with polling connect and disconnect, one session after the other; each session has four or five connections. The packages
// come from test-node/ecosystem (run npm ci there).

const { fork } = require('node:child_process');
const cluster = require('node:cluster');
const http = require('node:http');
const { once } = require('node:events');
const { createRequire } = require('node:module');
const path = require('node:path');
const machine = require('./machine');
const { cpu } = require('./process');

const ECOSYSTEM = path.join(__dirname, '../test-node/ecosystem/package.json');
const REGISTER = path.join(__dirname, '../lib/register.js');
const load = createRequire(ECOSYSTEM);

const WORKERS = 2;
const CLIENTS = 16;
const SECONDS = 6;
const ROUNDS = 3;
const WAYS = ['sticky', 'gocluster'];

/** The main function of the cluster's processes, for one of WAYS. */
function serve(way) {
  const { Server } = load('socket.io');
  const { setupMaster, setupWorker } = load('@socket.io/sticky');
  const native = way === 'gocluster';
  if (cluster.isPrimary) {
    let up = 0;
    const ready = (port) => process.send({ port });
    cluster.on('listening', (worker, { port }) => native && ++up === WORKERS && ready(port));
    if (!native) {
      cluster.setupPrimary({ serialization: 'advanced' }); // it sends Buffers
      const server = http.createServer({ headersTimeout: 0, requestTimeout: 0 });
      setupMaster(server);
      cluster.on('online', () => {
        if (++up === WORKERS) server.listen(0, '127.0.0.1', () => ready(server.address().port));
      });
    }
    for (let i = 0; i < WORKERS; i++) cluster.fork();
    process.on('disconnect', () => process.exit());
    return;
  }
  const server = http.createServer();
  if (native) {
    const io = require('../lib/socket_io').attach(new Server());
    io.attach(require('../lib/server').configure(server, { sticky: { socketIO: true } }));
    server.listen(0, '127.0.0.1');
  } else {
    setupWorker(new Server(server));
  }
}

/** One session with polling; adds to `times` how long each of its connections took. */
async function session(port, times, agent) {
  let sid = '';
  const ask = async (method, body) => {
    const began = process.hrtime.bigint();
    const request = http.request({
      port,
      method,
      agent,
      path: `/socket.io/?EIO=4&transport=polling${sid && `&sid=${sid}`}`,
      headers: body ? { 'Content-Length': body.length, 'Content-Type': 'text/plain' } : {},
    });
    request.end(body);
    const [response] = await once(request, 'response');
    let text = '';
    response.setEncoding('utf8').on('data', (some) => (text += some));
    await once(response, 'end');
    if (response.statusCode !== 200) throw new Error(text);
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
    return text;
  };
  sid = JSON.parse((await ask('GET')).slice(1)).sid;
  await ask('POST', '40');
  await ask('GET');
  await ask('POST', '41');
}

/** The main function of the clients' process: makes as many sessions as it can. */
async function beClients(port) {
  const times = [];
  let failed = 0;
  let running = true;
  const began = Date.now();
  setTimeout(() => (running = false), SECONDS * 1000);
  const agent = new http.Agent({ keepAlive: false });
  const client = async () => {
    while (running) await session(port, times, agent).catch(() => failed++);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  times.sort((a, b) => a - b);
  const seconds = (Date.now() - began) / 1000;
  const p99 = times[Math.floor(times.length * 0.99)] ?? NaN;
  process.send({ failed, count: times.length, perSecond: times.length / seconds, p99 });
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

async function measure(way) {
  const execArgv = way === 'gocluster' ? ['-r', REGISTER] : [];
  const program = fork(__filename, ['serve', way], { execArgv });
  const [{ port }] = await once(program, 'message');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = cpu(program.pid);
  const [result] = await once(fork(__filename, ['clients', port]), 'message');
  result.primary = (cpu(program.pid) - before) / result.count;
  program.disconnect();
  await once(program, 'exit');
  return result;
}

async function compare() {
  console.log(machine.line(machine.describe()));
  const results = { sticky: [], gocluster: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of WAYS) {
      const result = await measure(way);
      results[way].push(result);
      const { perSecond, p99, primary, failed } = result;
      console.log(
        `  ${way}: ${perSecond.toFixed(0)} connections/s, p99 ${p99.toFixed(1)} ms, primary ${primary.toFixed(0)} us a connection, failed ${failed}`,
      );
    }
  }
  for (const [name, unit] of Object.entries({ perSecond: '/s', p99: ' ms', primary: ' us' })) {
    const [sticky, ours] = WAYS.map((way) => median(results[way].map((each) => each[name])));
    console.log(
      `${name}: @socket.io/sticky ${sticky.toFixed(1)}${unit}, gocluster ${ours.toFixed(1)}${unit}, ${(ours / sticky).toFixed(2)} of it`,
    );
  }
}

const [, , role, argument] = process.argv;
if (role === 'clients') beClients(Number(argument));
else if (role === 'serve' || cluster.isWorker) serve(argument);
else compare();
