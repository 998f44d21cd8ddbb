'use strict';

// Colours for what is printed: in a terminal that has them, as Node finds out, or if FORCE_COLOR asks for them. picocolors by itself would
// also colour a CI's log. Used by top_view.js and top_screen.js.

const { WriteStream } = require('node:tty');
const { createColors } = require('picocolors');

const isWanted = process.stdout.isTTY === true || process.env.FORCE_COLOR !== undefined;

module.exports = createColors(isWanted && WriteStream.prototype.hasColors());
