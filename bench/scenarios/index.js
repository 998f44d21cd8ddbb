'use strict';

// The scenarios, in the order in which they run and are reported.
//
// A scenario is
//   name      what --only takes
//   title     what it is, for the report
//   columns   its values: { name, title, digits, ratio }; with `ratio` the report
//             has a second column, relative to the built-in's round robin
//   rounds    how many, of the two sizes { full, quick }
//   settings  (sizes) => the cases: options of bench/server.js and of its own
//   prepare   (optional) async ({ cluster, sizes }) => what is added to the setting of every
//             mode, measured with the mode `preparesWith`
//   runs      (optional) (mode) => whether it is measured in that mode
//   start     (optional) async (mode, setting) => what is measured, in the place of a Cluster: it has stop()
//   measure   async ({ cluster, setting, sizes, record }) => void, once a mode
//             and round; record(values, about) keeps one sample of each value,
//             about tells the case from others of the scenario

module.exports = [
  // One connection per request, as fast as can be, and at a rate.
  require('./headline'),
  require('./churn'),
  require('./one-client'),
  require('./open-loop'),
  require('./tls'),
  require('./keep-alive'),
  require('./cloudflare'),
  // Who gets what, and who waits for whom.
  require('./fairness'),
  require('./slow-handlers'),
  require('./turning-slow'),
  require('./beside'),
  require('./second-port'),
  require('./full-server'),
  require('./many-clients'),
  require('./unix-clients'),
  // Something is blocked, busy, killed.
  require('./blocked-primary'),
  require('./busy-machine'),
  require('./stalled-worker'),
  require('./blocked-by-turns'),
  require('./puma'),
  require('./all-stalled'),
  require('./killed-worker'),
  require('./exiting-workers'),
  // What it costs to be there.
  require('./start'),
  require('./run'),
  require('./rest'),
  require('./growth-workers'),
  require('./growth-clients'),
  require('./growth-listeners'),
];
