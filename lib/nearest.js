'use strict';

// Finds the word that was probably meant, for error messages. Used by option_errors.js, the supervisor and the command.

const { Uint32Array, arrayIncludes, floor, min, stringToLowerCase } = require('./intrinsics');

/** How many letters may be wrong: half of the word's, but no more than this. */
const MOST_WRONG = 3;
/** Characters that are ignored, because people join words in different ways. */
const JOINERS = ['-', '_'];

/** The edit distance: how many letters must be inserted, removed or changed to turn one word into the other. */
function distance(a, b) {
  let row = new Uint32Array(b.length + 1);
  for (let j = 0; j <= b.length; j++) row[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = new Uint32Array(b.length + 1);
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = min(above[j] + 1, row[j - 1] + 1, changed);
    }
  }
  return row[b.length];
}

function bare(word) {
  let letters = '';
  for (let i = 0; i < word.length; i++) {
    if (!arrayIncludes(JOINERS, word[i])) letters += word[i];
  }
  return stringToLowerCase(letters);
}

/** @param {string} word @param {string[]} words @returns {string | undefined} the nearest word; undefined if none is near */
function nearest(word, words) {
  let limit = min(MOST_WRONG, floor(word.length / 2));
  let found;
  for (let i = 0; i < words.length; i++) {
    const wrong = distance(bare(word), bare(words[i]));
    if (wrong > limit) continue;
    found = words[i];
    limit = wrong - 1;
  }
  return found;
}

module.exports = { nearest };
