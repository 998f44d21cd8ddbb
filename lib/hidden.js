'use strict';

// Reads what Node keeps in an object under a private symbol, and offers nowhere else. Used by guard.js,
// first_requests.js, message_order.js and udp_handle.js.

const { String, getOwnPropertySymbols } = require('./intrinsics');

/**
 * @param {object} object
 * @param {string} description of the symbol
 * @returns {symbol | undefined} the symbol; undefined if the object has no such property
 */
function hiddenName(object, description) {
  const symbols = getOwnPropertySymbols(object);
  for (let i = 0; i < symbols.length; i++) {
    if (String(symbols[i]) === `Symbol(${description})`) return symbols[i];
  }
  return undefined;
}

/** The value of that property. */
function hidden(object, description) {
  return object[hiddenName(object, description)];
}

module.exports = { hidden, hiddenName };
