'use strict';

// For node -r gocluster/register and --import: the program's own require('cluster') is gocluster from the start.
// Workers get cluster.js by NODE_OPTIONS.

const { aside } = require('./take_over');

/** PM2 sets this variable in the workers of its cluster mode only. A user who preloads gocluster there expects an effect. */
if (aside && process.env.pm2_env !== undefined) {
  process.emitWarning(
    "gocluster does nothing in PM2's cluster mode, where PM2 is the primary: give the program a primary of its own, in fork mode.",
    { code: 'GOCLUSTER_ASIDE' },
  );
}
