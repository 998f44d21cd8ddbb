'use strict';

// The common part of the commands that send a request to a running supervisor. Used by status.js, reload.js, scale.js and the like.

const { ask } = require('../supervisor/control_client');
const { parseOptions } = require('./parse_options');
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

/** The supervisor runs these operations one after the other. */
const ONE_AT_A_TIME = ['reload', 'restart', 'drain', 'scale', 'upgrade'];

/** "-1" is a number of workers, but the parser would take it for an option. */
const RELATIVE = /^-\d+$/;

/**
 * Makes a command that sends one request and prints the result.
 *
 * @param {object} command
 * @param {string} command.usage the first lines of its help text
 * @param {string[]} [command.words] the names of its arguments
 * @param {object} [command.options] its own options, as parseArgs takes them
 * @param {(words: string[], options: object) => object} command.request makes the request
 * @param {(result: object) => string} command.print makes the text to print
 */
function question({ usage, words = [], options = {}, request, print }) {
  const text = `usage: ${usage}\n${WHERE_USAGE}`;
  const [short] = text.split('\n');
  return {
    async main(args) {
      let parsed;
      try {
        const relative = args.filter((arg) => RELATIVE.test(arg));
        const rest = args.filter((arg) => !RELATIVE.test(arg));
        parsed = parseOptions({
          args: rest,
          options: { ...WHERE, ...options },
          allowPositionals: true,
        });
        parsed.positionals.push(...relative);
      } catch ({ message }) {
        misused(message, short);
        return;
      }
      const { values, positionals } = parsed;
      if (values.help) console.log(text);
      else if (positionals.length !== words.length)
        misused(`it takes ${words.join(' ') || 'no arguments'}`, short);
      else await answer(values, request(positionals, values), print);
    },
  };
}

/** Says which operation the command waits for, which may take long. A second upgrade does not wait: it is refused. */
async function announce(values, { verb }) {
  if (verb === 'status') return;
  const { operations: [current] = [] } = await ask(values, { verb: 'status' }); // throws if the supervisor does not answer
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
