'use strict';

// Colours of the output: picocolors, without its rule that a CI's log is a terminal. Output that is piped into a program has none.
// Used by top_view.js and top_screen.js.

const { createColors, isColorSupported } = require('picocolors');

const isAsked = Boolean(process.env.FORCE_COLOR);

module.exports = createColors(isColorSupported && (process.stdout.isTTY === true || isAsked));
