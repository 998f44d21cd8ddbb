'use strict';

// Makes one of the mistakes of mistakes.c.

require(process.env.ADDON)(Number(process.env.KIND));
