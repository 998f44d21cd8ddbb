'use strict';

// The decided differences: the `id` column of the tables in COMPATIBILITY.md. A difference that is
// not written down there is a bug, and so is a row without one.

const fs = require('node:fs');
const path = require('node:path');

const FILE = path.resolve(__dirname, '../../COMPATIBILITY.md');

/** @returns {Set<string>} every id that the document lists */
function decidedDifferences(text = fs.readFileSync(FILE, 'utf8')) {
  const ids = new Set();
  let column = -1;
  for (const line of text.split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').slice(1, -1).map(plain) : [];
    if (cells.length === 0) column = -1;
    else if (column === -1) column = cells.indexOf('id') === -1 ? Infinity : cells.indexOf('id');
    else if (/^[a-z][a-z0-9-]*$/.test(cells[column] ?? '')) ids.add(cells[column]);
  }
  return ids;
}

function plain(cell) {
  return cell.trim().replaceAll('`', '');
}

module.exports = { decidedDifferences };
