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
//   measure   async ({ cluster, setting, sizes, record }) => void, once a mode
//             and round; record(values, about) keeps one sample of each value,
//             about tells the case from others of the scenario

module.exports = [
  require('./headline'),
  require('./churn'),
  require('./tls'),
  require('./keep-alive'),
  require('./slow-handlers'),
  require('./blocked-primary'),
  require('./busy-machine'),
  require('./stalled-worker'),
  require('./killed-worker'),
  require('./all-stalled'),
  require('./fairness'),
  require('./start'),
  require('./rest'),
  require('./growth-workers'),
  require('./growth-clients'),
];
