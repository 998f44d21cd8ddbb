'use strict';

// Starts the examples for their tests, with the very commands that a user is told: the start script
// of a package.json, or the command in the README.

const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');

const { DEADLINE_MS } = require('../support/deadline');
const { BUILTIN, ROOT, start } = require('../support/run');
const { installPackages } = require('./packages');

const REGISTER = /-r (gocluster|\.\/lib)\/register(\.js)? /;

function read(...names) {
  return fs.readFileSync(path.join(ROOT, ...names), 'utf8');
}

/** The folder in which an example is run, and the command. */
function commandOf(name) {
  const folder = path.join(ROOT, 'examples', name);
  const readme = read('examples', name, 'README.md');
  if (readme.includes('Run it in the root of the repository: `npm start`')) {
    return { folder: ROOT, command: JSON.parse(read('package.json')).scripts.start };
  }
  if (readme.match(/^Run it in this folder[^:]*: `npm install`, then `npm start`$/m)) {
    const { scripts } = JSON.parse(read('examples', name, 'package.json'));
    return { folder, command: scripts.start, packages: true };
  }
  const [, command] = readme.match(/^Run it .*in this folder: `(node .+)`$/m);
  return { folder, command };
}

/** The words of a command, with the running Node, and without the product for the built-in. */
function words(command) {
  const cli = path.join(ROOT, 'cli', 'index.js');
  const [program, ...args] = (BUILTIN ? command.replace(REGISTER, '') : command).split(' ');
  const preload = BUILTIN ? ['-r', path.join(__dirname, 'as-builtin.js')] : [];
  if (program === 'gocluster') {
    return [process.execPath, ...preload, ...(BUILTIN ? [] : [cli]), ...args];
  }
  if (!/(^|\/)node$/.test(program)) throw new Error(`a command that no test knows: ${command}`);
  return [process.execPath, ...preload, ...args];
}

/**
 * Starts an example, which is ended when the test is over.
 * @param {object} t the test's context
 * @param {string} name the example's folder
 * @param {object} [options] env, network (one of ownNetwork, left at the end), copy (a folder that
 *   holds a copy of the example, to be run there)
 * @returns {Program}
 */
function startExample(t, name, options = {}) {
  const { command, folder, packages } = commandOf(name);
  const env = { PORT: '0', ...options.env };
  if (packages || options.copy) env.NODE_PATH = installPackages();
  const program = start(t, [...(options.network?.launcher ?? []), ...words(command)], {
    cwd: options.copy ?? folder,
    env,
    detached: true, // a terminal signals a process group
  });
  t.after(() => options.network?.leave());
  return program;
}

/** The port that the example says it listens on. */
async function portOf(program) {
  const [, port] = await program.prints(/^listening on https?:\/\/localhost:(\d+)/m);
  return Number(port);
}

/** One request on a connection of its own: { status, headers, body }. */
function request(options, body) {
  return new Promise((resolve, reject) => {
    const client = options.client ?? http;
    const sent = client.request({ host: '127.0.0.1', agent: false, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data) => (text += data));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/**
 * Asks on new connections until every worker has answered; the first 'listening' is not the last.
 * @param {function} ask resolves to something that names the worker
 * @param {number} [count] how many workers answer
 * @returns {Promise<string[]>} all answers
 */
async function askAll(ask, count = os.cpus().length) {
  const deadline = Date.now() + DEADLINE_MS;
  const answers = [];
  while (new Set(answers).size < count) {
    if (Date.now() > deadline) {
      throw new Error(`${DEADLINE_MS} ms passed, and only ${[...new Set(answers)]} have answered`);
    }
    answers.push(await ask());
  }
  return answers;
}

module.exports = { ROOT, askAll, portOf, request, startExample, words };
