'use strict';

// Checks a run against what gocluster promises. A goal that the run did not measure is reported as such, never as met. If a goal is
// about several cases, such as numbers of workers, the worst of them counts.

const RR = 'builtin-rr';
const NONE = 'builtin-none';
const REUSE = 'reuseport';
const BEFORE = 'revision'; // the other revision of --compare
const OURS = 'gocluster';

const atLeast = (bound) => ({
  text: `at least ${bound}`,
  worst: Math.min,
  holds: (v) => v >= bound,
});
const atMost = (bound) => ({ text: `at most ${bound}`, worst: Math.max, holds: (v) => v <= bound });

/** The cases of `churn` that the goals are about. */
const churn =
  (protocol) =>
  ({ protocol: each, workers, clients }) =>
    each === protocol && workers <= 4 && clients >= 32;
const percents =
  (...list) =>
  ({ percent }) =>
    list.includes(percent);
const protocol =
  (name) =>
  ({ protocol: each }) =>
    each === name;
const all = () => true;

/** Calls `of` for each case of the scenario, and returns the value that is worst for the goal; NaN if nothing was measured. */
function worstCase(results, scenario, cases, goal, of) {
  const values = results.cases(scenario).filter(cases).map(of).filter(Number.isFinite);
  return values.length === 0 ? NaN : goal.worst(...values);
}

/** The ratio of gocluster's value to that of another mode, in the worst case. */
function ratio(scenario, name, base, cases = all) {
  return (results, goal) =>
    worstCase(results, scenario, cases, goal, (about) =>
      results.ratio(scenario, about, OURS, base, name),
    );
}

/** The median of gocluster's value, in the worst case. */
function value(scenario, name, cases = all) {
  return (results, goal) =>
    worstCase(results, scenario, cases, goal, (about) =>
      results.median(scenario, about, OURS, name),
    );
}

/** gocluster's value in the worst round, in the worst case. */
function worst(scenario, name, cases = all) {
  return (results, goal) =>
    worstCase(results, scenario, cases, goal, (about) =>
      results.worst(scenario, about, OURS, name),
    );
}

function more(scenario, name) {
  return (results) => results.difference(scenario, {}, OURS, RR, name);
}

/** How a value grows from the first case to the last. */
function growth(scenario, name) {
  return (results) => {
    const cases = results.cases(scenario);
    if (cases.length < 2) return NaN;
    const of = (about) => results.median(scenario, about, OURS, name);
    return of(cases.at(-1)) / of(cases[0]);
  };
}

const goals = [
  [
    'HTTP, connections a second, SCHED_NONE = 1',
    ratio('churn', 'perSecond', NONE, churn('http')),
    atLeast(1.05),
  ],
  [
    'HTTP, connections a second, reusePort = 1',
    ratio('churn', 'perSecond', REUSE, churn('http')),
    atLeast(1),
  ],
  [
    'TCP, connections a second, SCHED_NONE = 1',
    ratio('churn', 'perSecond', NONE, churn('tcp')),
    atLeast(1),
  ],
  [
    'TCP, connections a second, reusePort = 1',
    ratio('churn', 'perSecond', REUSE, churn('tcp')),
    atLeast(1),
  ],
  [
    'HTTP, CPU a connection, SCHED_NONE = 1',
    ratio('churn', 'all', NONE, churn('http')),
    atMost(0.95),
  ],
  [
    'TCP, CPU a connection, SCHED_NONE = 1',
    ratio('churn', 'all', NONE, churn('tcp')),
    atMost(1.02),
  ],
  ['HTTP, connections a second, rr = 1', ratio('headline', 'perSecond', RR), atLeast(2.2)],
  ['HTTP, CPU a connection, rr = 1', ratio('headline', 'all', RR), atMost(0.38)],
  ["primary's CPU a connection at saturation, us", value('headline', 'primary'), atMost(4)],
  [
    "primary's CPU, one client, build before = 1",
    ratio('one-client', 'primary', BEFORE),
    atMost(1),
  ],
  [
    'HTTP, one client, connections a second, SCHED_NONE = 1',
    ratio('one-client', 'perSecond', NONE, protocol('http')),
    atLeast(1),
  ],
  ['closed loop, p50, SCHED_NONE = 1', ratio('churn', 'p50', NONE, churn('http')), atMost(1)],
  ['closed loop, p99, SCHED_NONE = 1', ratio('churn', 'p99', NONE, churn('http')), atMost(1)],
  ['closed loop, p99.9, SCHED_NONE = 1', ratio('churn', 'p999', NONE, churn('http')), atMost(1)],
  [
    'open loop at 30, 50, 60%, p99, SCHED_NONE = 1',
    ratio('open-loop', 'p99', NONE, percents(30, 50, 60)),
    atMost(1),
  ],
  ['open loop at any rate, CPU, build before = 1', ratio('open-loop', 'all', BEFORE), atMost(1)],
  ['one at a time over 4 workers, most minus least', worst('fairness', 'idle'), atMost(0)],
  ['8 clients, 8,000 over 4 workers, most minus least', value('fairness', 'eight'), atMost(130)],
  [
    'killed worker: cut a kill, SCHED_NONE = 1',
    ratio('killed-worker', 'cutAKill', NONE),
    atMost(1),
  ],
  ['killed worker: hung', worst('killed-worker', 'hung'), atMost(0)],
  ['killed worker: answered wrongly, or twice', worst('killed-worker', 'wrong'), atMost(0)],
  [
    'slow handlers, 1 to 60 ms, p99, SCHED_NONE = 1',
    ratio('slow-handlers', 'p99', NONE),
    atMost(1.05),
  ],
  ['requests beside new connections, p50, rr = 1', ratio('beside', 'ping', RR), atMost(1.2)],
  ['messages beside new connections, p50, rr = 1', ratio('beside', 'message', RR), atMost(1.2)],
  ['quiet second port, p50, rr = 1', ratio('second-port', 'p50', RR), atMost(1.2)],
  ['2,000 and 6,000 clients, p99, rr = 1', ratio('many-clients', 'p99', RR), atMost(1)],
  ['2,000 and 6,000 clients, longest, rr = 1', ratio('many-clients', 'max', RR), atMost(1)],
  ['2,000 and 6,000 clients, left over', worst('many-clients', 'left'), atMost(0)],
  ['2,500 clients on a Unix socket, refused', worst('unix-clients', 'refused'), atMost(0)],
  ['exit in a handler: cut an exit', value('exiting-workers', 'cut'), atMost(1)],
  ['exit in a handler: hung an exit', worst('exiting-workers', 'hung'), atMost(0)],
  ['handlers turn slow, longest, rr = 1', ratio('turning-slow', 'max', RR), atMost(1)],
  [
    "primary's CPU with 2,000 listeners, with 1 = 1",
    growth('growth-listeners', 'primary'),
    atMost(1.1),
  ],
  [
    'workers blocked by turns, p99, SCHED_NONE = 1',
    ratio('blocked-by-turns', 'p99', NONE),
    atMost(1),
  ],
  ['1 of 4 workers blocked, longest ms', worst('stalled-worker', 'max'), atMost(75)],
  [
    'busy primary, connections a second, SCHED_NONE = 1',
    ratio('blocked-primary', 'perSecond', NONE),
    atLeast(1),
  ],
  [
    'busy primary, connections a second, rr = 1',
    ratio('blocked-primary', 'perSecond', RR),
    atLeast(4),
  ],
  ['all stalled: not served', worst('all-stalled', 'lost'), atMost(0)],
  ['all stalled: longest, build before = 1', ratio('all-stalled', 'longest', BEFORE), atMost(1)],
  ['keep-alive, requests a second, rr = 1', ratio('keep-alive', 'perSecond', RR), atLeast(0.97)],
  [
    'maxConnections 1, 4, 64: per second, rr = 1',
    ratio('full-server', 'perSecond', RR),
    atLeast(1),
  ],
  [
    "maxConnections 1, 4, 64: primary's CPU, rr = 1",
    ratio('full-server', 'primary', RR),
    atMost(0.2),
  ],
  ['fork to listening, 4 workers, rr = 1', ratio('start', 'start', RR), atMost(1.08)],
  [
    'gocluster run to the first answer, three lines on rr = 1',
    ratio('run', 'start', RR),
    atMost(1.15),
  ],
  ["PSS of gocluster run's primary, MB more than three lines on rr", more('run', 'pss'), atMost(8)],
  ['PSS of a worker, MB more than rr', more('rest', 'workerPss'), atMost(0.45)],
  ['PSS of the primary, MB more than rr', more('rest', 'primaryPss'), atMost(4)],
  ["HTTPS, primary's CPU a connection, us", value('tls', 'primary'), atMost(6)],
  ["idle: primary's wake-ups in 10 s more than rr", more('rest', 'primaryWakeUps'), atMost(0)],
  ["idle: a worker's wake-ups in 10 s more than rr", more('rest', 'workerWakeUps'), atMost(0)],
];

/** @returns {{ title: string, goal: string, value: number, verdict: string }[]} */
function check(results) {
  return goals.map(([title, measure, goal]) => {
    const measured = measure(results, goal);
    const verdict = Number.isNaN(measured)
      ? 'not measured'
      : goal.holds(measured)
        ? 'met'
        : 'MISSED';
    return { title, goal: goal.text, value: measured, verdict };
  });
}

module.exports = { check };
