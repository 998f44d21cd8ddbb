'use strict';

// The word that was meant. Used for the messages of errors, by the supervisor and the command, too.

const { Uint32Array, arrayIncludes, floor, min, stringToLowerCase } = require('./intrinsics');

/** How many letters may be wrong: half of a word, and no more than this. */
const MOST_WRONG = 3;
/** What people write in other ways. */
const JOINERS = ['-', '_'];

/** How many letters must be put in, taken out or changed to make one word of the other. */
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

/** @param {string} word @param {string[]} words @returns {string | undefined} the nearest, where one is near */
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
