'use strict';

// For node -r gocluster/register and --import: the program's own require('cluster') is gocluster from the start.
// Workers need no such option: worker_processes.js makes them load preload.js.

const { aside } = require('./take_over');

/** PM2 sets this variable only in the workers of its cluster mode. A user who preloads gocluster there expects an effect. */
if (aside && process.env.pm2_env !== undefined) {
  process.emitWarning(
    "gocluster does nothing in PM2's cluster mode, where PM2 is the primary: give the program a primary of its own, in fork mode.",
    { code: 'GOCLUSTER_ASIDE' },
  );
}
