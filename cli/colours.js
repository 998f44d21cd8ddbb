'use strict';

// Colours for what is printed, where Node itself would colour it: in a terminal that can, or where FORCE_COLOR asks for it. A CI's log,
// which picocolors takes for a terminal, has none. Used by top_view.js and top_screen.js.

const { WriteStream } = require('node:tty');
const { createColors } = require('picocolors');

const isWanted = process.stdout.isTTY === true || process.env.FORCE_COLOR !== undefined;

module.exports = createColors(isWanted && WriteStream.prototype.hasColors());
