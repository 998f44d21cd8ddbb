'use strict';

// The built-in side's `-r`: with it, process.execArgv has the same shape on both sides.
