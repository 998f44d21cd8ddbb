'use strict';

// The scenarios, in the order in which they run and are reported.
//
// A scenario is
//   name      its name for --only
//   title     its description in the report
//   columns   its values: { name, title, digits, ratio }; with `ratio` the report
//             has a second column, relative to the built-in's round robin
//   rounds    how many, of the two sizes { full, quick }
//   settings  (sizes) => the cases: options of bench/server.js and of its own
//   prepare   (optional) async ({ cluster, sizes }) => what is added to the setting of every
//             mode, measured with the mode `preparesWith`
//   runs      (optional) (mode) => whether it is measured in that mode
//   start     (optional) async (mode, setting) => what is measured instead of a Cluster; it has stop()
//   measure   async ({ cluster, setting, sizes, record }) => void, once per mode
//             and round; record(values, about) keeps one sample of each value;
//             `about` distinguishes the case from others of the scenario

module.exports = [
  // One connection per request, as fast as possible, and at a fixed rate.
  require('./headline'),
  require('./churn'),
  require('./one-client'),
  require('./open-loop'),
  require('./tls'),
  require('./keep-alive'),
  require('./cloudflare'),
  // How connections are distributed, and which clients wait.
  require('./fairness'),
  require('./slow-handlers'),
  require('./turning-slow'),
  require('./beside'),
  require('./second-port'),
  require('./full-server'),
  require('./many-clients'),
  require('./unix-clients'),
  // A process is blocked, busy or killed.
  require('./blocked-primary'),
  require('./busy-machine'),
  require('./stalled-worker'),
  require('./blocked-by-turns'),
  require('./puma'),
  require('./all-stalled'),
  require('./killed-worker'),
  require('./exiting-workers'),
  // The cost of a cluster at its start and at rest.
  require('./start'),
  require('./run'),
  require('./rest'),
  require('./growth-workers'),
  require('./growth-clients'),
  require('./growth-listeners'),
];
