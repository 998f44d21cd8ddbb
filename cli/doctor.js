'use strict';

// gocluster doctor: shows in a table whether gocluster works here and, if not, why. Used by index.js.

const { checks } = require('./doctor_checks');
const { parseOptions } = require('./parse_options');
const { misused } = require('./usage');

const USAGE = `usage: gocluster doctor [--json]

Shows in a table whether gocluster works here and, if not, why. The exit code is 0 if it does, otherwise 1.

  --json     the same for programs: {works, reason, checks}`;

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {boolean} ok false if this keeps gocluster from working, or would if it got that far
 * @property {string} value what was found
 * @property {string} [advice] what could be better although it works
 */

/** The widths of the table's first two columns, in characters. */
const MARK_WIDTH = 6;
const NAME_WIDTH = 12;

function table(found) {
  return found
    .map(({ name, ok, value, advice }) => {
      const mark = advice ? 'note' : ok ? 'ok' : 'FAIL';
      const text = advice ? `${value}: ${advice}` : value;
      return mark.padEnd(MARK_WIDTH) + name.padEnd(NAME_WIDTH) + text;
    })
    .join('\n');
}

/**
 * Runs the checks and prints the results.
 *
 * @param {{json?: boolean}} options json: print them for programs, as {works, reason, checks}
 * @returns {Promise<boolean>} whether gocluster works here
 */
async function report({ json = false }) {
  const found = await checks();
  const failed = found.find(({ ok }) => !ok);
  const works = !failed;
  const reason = failed ? `${failed.name}: ${failed.value}` : null;
  if (json) {
    console.log(JSON.stringify({ works, reason, checks: found }, null, 2));
  } else {
    const verdict = works ? 'gocluster works here.' : `gocluster does not work here. ${reason}`;
    console.log(`${table(found)}\n\n${verdict}`);
  }
  return works;
}

/** @param {string[]} args */
async function main(args) {
  let options;
  try {
    options = parseOptions({ args, options: OPTIONS }).values;
  } catch (error) {
    misused(error.message);
    return;
  }
  if (options.help) console.log(USAGE);
  else process.exitCode = (await report(options)) ? 0 : 1;
}

module.exports = { main };
