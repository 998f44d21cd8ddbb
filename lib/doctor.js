'use strict';

// gocluster doctor: says in a table whether gocluster works here, and why not. Used by cli.js.

const { checks } = require('./doctor_checks');

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {boolean} ok false where this keeps gocluster from working, or would if it got that far
 * @property {string} value what was found
 */

/** The two sides of a table, in characters. */
const MARK_WIDTH = 6;
const NAME_WIDTH = 12;

function table(found) {
  return found
    .map(({ name, ok, value }) => {
      const mark = (ok ? 'ok' : 'FAIL').padEnd(MARK_WIDTH);
      return mark + name.padEnd(NAME_WIDTH) + value;
    })
    .join('\n');
}

/**
 * Prints what it finds.
 *
 * @param {{json?: boolean}} options json: for programs, {works, reason, checks}
 * @returns {Promise<boolean>} whether gocluster works here
 */
async function report({ json = false }) {
  const found = await checks();
  // The hand-off is the last one, and the only one that proves anything.
  const works = found[found.length - 1].ok;
  const first = found.find(({ ok }) => !ok);
  const reason = works ? null : `${first.name}: ${first.value}`;
  if (json) {
    console.log(JSON.stringify({ works, reason, checks: found }, null, 2));
  } else {
    const verdict = works ? 'gocluster works here.' : `gocluster does not work here. ${reason}`;
    console.log(`${table(found)}\n\n${verdict}`);
  }
  return works;
}

module.exports = { report };
