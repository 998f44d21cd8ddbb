'use strict';

// By hand: node bench/floor.js [rounds]. Measures the least cost of a hand-off, compared with a worker that accepts for itself: one
// client, one connection at a time, bare TCP, without Node on the server's side and without the core (bench/floor/main.go).

const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const generator = require('./generator');
const machine = require('./machine');
const { median } = require('./results');

const root = path.join(__dirname, '..');
const binary = path.join(__dirname, 'out', 'floor');
const MODES = ['self', 'handoff'];
const US_PER_MS = 1000;

async function measure(mode) {
  const server = spawn(binary, [mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [text] = await once(server.stdout, 'data');
  const { port, primary, worker } = JSON.parse(text);
  const load = await generator.run({
    port,
    protocol: 'tcp',
    clients: 1,
    warm: 300,
    duration: 2000,
    pids: [primary, worker],
  });
  server.stdin.end();
  await once(server, 'exit');
  const { perSecond, latency, cpu, measured } = load;
  return {
    perSecond,
    p50: latency.p50 / US_PER_MS,
    primary: cpu[primary] / measured,
    worker: cpu[worker] / measured,
  };
}

async function main() {
  generator.build();
  execFileSync('go', ['build', '-o', binary, './bench/floor'], { cwd: root, stdio: 'inherit' });
  const rounds = Number(process.argv[2] ?? 5);
  const got = { self: [], handoff: [] };
  for (let i = 0; i < rounds; i++) for (const mode of MODES) got[mode].push(await measure(mode));
  console.log(machine.line(machine.describe()));
  const of = (mode, name) => median(got[mode].map((each) => each[name]));
  const row = (mode) => ({
    'per second': Math.round(of(mode, 'perSecond')),
    'p50 ms': of(mode, 'p50'),
    'us primary': of(mode, 'primary').toFixed(1),
    'us worker': of(mode, 'worker').toFixed(1),
  });
  console.table(Object.fromEntries(MODES.map((mode) => [mode, row(mode)])));
  const ratios = got.self.map(({ perSecond }, i) => got.handoff[i].perSecond / perSecond);
  console.log(`handoff / self, connections a second: ${median(ratios).toFixed(2)}`);
}

main();
