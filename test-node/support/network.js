'use strict';

// The programs of Node's documentation must listen on port 8000. So each gets a loopback interface of
// its own, in a network namespace, which only root can make. Otherwise the programs run one after the
// other, behind a lock that all test processes share, each as soon as port 8000 is free.

const { execFileSync, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const PORT = 8000;
const LOCK = path.join(os.tmpdir(), `gocluster-port-${PORT}-${process.getuid?.()}.lock`);
const UP = 'ip link set lo up && exec "$0" "$@"';

const namespaces =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up']).status === 0;

async function assertPortFree() {
  const server = net.createServer().listen(PORT);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(
      `port ${PORT} is taken (${error.code}), and only root can make a network namespace`,
      { cause: error },
    );
  }
  server.close();
  await once(server, 'close');
}

// The lock is held as long as the pipe to `cat` is open, so that a test that dies releases it.
async function takeTurn() {
  const lock = spawn('flock', [LOCK, '-c', 'echo mine; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(lock.stdout, 'data');
  return async () => {
    lock.stdin.end();
    await once(lock, 'exit');
  };
}

/**
 * A network in which port 8000 is free until leave() is called. The owner of the program calls it
 * when the program has ended.
 * @returns {Promise<{launcher: string[], leave: function, get: function}>}
 */
async function ownNetwork() {
  let leave = async () => {};
  if (!namespaces) {
    leave = await takeTurn();
    await assertPortFree();
  }
  const enter = (pid) => (namespaces ? ['nsenter', `--net=/proc/${pid}/ns/net`] : []);
  return {
    leave,
    launcher: namespaces ? ['unshare', '-n', 'sh', '-c', UP] : [],
    /** Gets `/` on port 8000 in the program's network, count times: [{ status, body }]. */
    get(pid, count = 1) {
      const [command, ...args] = [...enter(pid), process.execPath, '-e', CLIENT, `${count}`];
      return JSON.parse(execFileSync(command, args, { encoding: 'utf8', timeout: 300_000 }));
    },
  };
}

// A program may report that it runs before its server listens: a refused connection is tried again.
const CLIENT = `
const http = require('http');
const deadline = Date.now() + 300000;
const answers = [];
(function next(left) {
  if (left === 0) return console.log(JSON.stringify(answers));
  http.get({ host: '127.0.0.1', port: ${PORT}, agent: false }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (text) => (body += text)).on('end', () => {
      answers.push({ status: response.statusCode, body });
      next(left - 1);
    });
  }).on('error', (error) => {
    if (error.code !== 'ECONNREFUSED' || Date.now() > deadline) throw error;
    setTimeout(next, 20, left);
  });
})(Number(process.argv[1]));
`;

module.exports = { ownNetwork };
