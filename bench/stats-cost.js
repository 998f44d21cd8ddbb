'use strict';

// Measures the cost of statistics: `node bench/stats-cost.js [workers]`. Ten clients of the control socket of an idle cluster each ask ten
// times a second. Prints the CPU time of the primary with and without them, in percent of one CPU.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');

const ROOT = path.join(__dirname, '..');
const [CLIENTS, INTERVAL, WARM_MS, MEASURE_MS] = [10, 100, 3000, 20_000];
const TICKS_A_SECOND = 100;
const WORKERS = Number(process.argv[2] ?? 4);

const PROGRAM = `
const cluster = require('node:cluster');
if (cluster.isPrimary) for (let i = 0; i < ${WORKERS}; i++) cluster.fork();
else require('node:http').createServer().listen(0, '127.0.0.1');
`;

function cpuOf(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

async function percent(pid) {
  await wait(WARM_MS);
  const before = cpuOf(pid);
  await wait(MEASURE_MS);
  return ((cpuOf(pid) - before) / (MEASURE_MS / 1000)) * 100;
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-cost-'));
  const file = path.join(folder, 'control.sock');
  fs.writeFileSync(path.join(folder, 'program.js'), PROGRAM);
  const args = ['-r', path.join(ROOT, 'lib', 'register.js'), path.join(folder, 'program.js')];
  const primary = spawn(process.execPath, args, {
    env: { ...process.env, GOCLUSTER_CONTROL: file },
    stdio: 'inherit',
  });
  try {
    while (!fs.existsSync(file)) await wait(50);
    const alone = await percent(primary.pid);
    let answers = 0;
    for (let i = 0; i < CLIENTS; i++) {
      const client = net.connect(file);
      client.on('data', (text) => (answers += `${text}`.split('\n').length - 1));
      client.write(`${JSON.stringify({ version: 1, verb: 'watch', interval: INTERVAL })}\n`);
      client.unref();
    }
    const asked = await percent(primary.pid);
    console.log(
      `${WORKERS} workers, ${CLIENTS} clients, ${answers} answers: ${asked.toFixed(2)}% of a core, ${alone.toFixed(2)}% when nobody asks`,
    );
  } finally {
    primary.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true });
  }
}

main();
