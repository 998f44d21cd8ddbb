'use strict';

// A share of a list: with TEST_SHARE=1/4, every fourth entry, beginning with the second. Each line of Node that is tested beside the
// main one has its own share, so that all of them together run everything once more.

const [INDEX, OF] = (process.env.TEST_SHARE ?? '0/1').split('/').map(Number);
if (!(INDEX < OF)) throw new Error(`TEST_SHARE is such as 1/4, not ${process.env.TEST_SHARE}`);

/** @param {number} place in a list @returns {boolean} */
function isInShare(place) {
  return place % OF === INDEX;
}

module.exports = { isInShare };
