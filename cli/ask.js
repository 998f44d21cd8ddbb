'use strict';

// What the commands have in common that ask a running supervisor. Used by status.js, reload.js, scale.js and the like.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- Node 18 has it since 18.3
const { parseArgs } = require('node:util');
const { ask } = require('../supervisor/control_client');
const { USAGE_ERROR, misused } = require('./usage');

const WHERE = {
  name: { type: 'string', short: 'n' },
  control: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

const WHERE_USAGE = `
  -n, --name NAME     name of the service; needed if several run
      --control PATH  its control socket; GOCLUSTER_CONTROL of this shell
      --json          the answer as JSON`;

/** The supervisor runs these one after the other. */
const ONE_AT_A_TIME = ['reload', 'restart', 'drain', 'scale', 'upgrade'];

/** "-1" is a number of workers to parseArgs' users, and an option to parseArgs. */
const RELATIVE = /^-\d+$/;

/**
 * A command that is one question.
 *
 * @param {object} command
 * @param {string} command.usage its first lines
 * @param {string[]} [command.words] the names of its arguments
 * @param {object} [command.options] of its own, as parseArgs takes them
 * @param {(words: string[], options: object) => object} command.request
 * @param {(result: object) => string} command.print
 */
function question({ usage, words = [], options = {}, request, print }) {
  const text = `usage: ${usage}\n${WHERE_USAGE}`;
  return {
    async main(args) {
      let parsed;
      try {
        const relative = args.filter((arg) => RELATIVE.test(arg));
        const rest = args.filter((arg) => !RELATIVE.test(arg));
        parsed = parseArgs({
          args: rest,
          options: { ...WHERE, ...options },
          allowPositionals: true,
        });
        parsed.positionals.push(...relative);
      } catch ({ message }) {
        misused(message, usage.split('\n')[0]);
        return;
      }
      const { values, positionals } = parsed;
      if (values.help) console.log(text);
      else if (positionals.length !== words.length)
        misused(`it takes ${words.join(' ') || 'no words'}`, usage.split('\n')[0]);
      else await answer(values, request(positionals, values), print);
    },
  };
}

/** A command may wait for a long time, and says what for. A second upgrade is refused instead. */
async function announce(values, { verb }) {
  if (verb === 'status') return;
  const { operations: [current] = [] } = await ask(values, { verb: 'status' }); // throws if it does not answer
  if (!ONE_AT_A_TIME.includes(verb)) return;
  if (current === undefined || (verb === 'upgrade' && current === verb)) return;
  console.error(`gocluster: waits for the ${current} that is under way`);
}

async function answer(values, request, print) {
  try {
    await announce(values, request);
    const result = await ask(values, request);
    console.log(values.json ? JSON.stringify(result, null, 2) : print(result));
  } catch (error) {
    const { code, message, worker, replaced } = error;
    if (values.json)
      console.log(JSON.stringify({ error: { code, message, worker, replaced } }, null, 2));
    else console.error(`gocluster: ${message}`);
    process.exitCode = code === 'ERR_GOCLUSTER_CONFIG' ? USAGE_ERROR : 1;
  }
}

/** An id; anything else is passed on, so that the supervisor reports it. */
const number = (word) => (/^\d+$/.test(word) ? Number(word) : word);

module.exports = { question, number };
