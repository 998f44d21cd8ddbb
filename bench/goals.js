'use strict';

// What gocluster promises, held against a run. A goal that the run did not
// measure is reported as such, never as reached.

const RR = 'builtin-rr';
const NONE = 'builtin-none';
const OURS = 'gocluster';

const atLeast = (bound) => ({ text: `at least ${bound}`, holds: (value) => value >= bound });
const atMost = (bound) => ({ text: `at most ${bound}`, holds: (value) => value <= bound });
const exactly = (bound) => ({ text: `${bound}`, holds: (value) => value === bound });

const ratio = (scenario, name, base) => (results) => results.ratio(scenario, {}, OURS, base, name);
const more = (scenario, name) => (results) => results.difference(scenario, {}, OURS, RR, name);
const worst = (scenario, name) => (results) => results.worst(scenario, {}, OURS, name);

const goals = [
  ['connections a second, rr = 1', ratio('headline', 'perSecond', RR), atLeast(2.2)],
  ['connections a second, SCHED_NONE = 1', ratio('headline', 'perSecond', NONE), atLeast(0.95)],
  ['CPU a connection, rr = 1', ratio('headline', 'all', RR), atMost(0.38)],
  ['CPU a connection, SCHED_NONE = 1', ratio('headline', 'all', NONE), atMost(1.12)],
  ["primary's CPU a connection, rr = 1", ratio('headline', 'primary', RR), atMost(0.2)],
  [
    'busy primary: connections a second, rr = 1',
    ratio('blocked-primary', 'perSecond', RR),
    atLeast(4),
  ],
  ['keep-alive: requests a second, rr = 1', ratio('keep-alive', 'perSecond', RR), atLeast(0.97)],
  ['stalled worker: waited over 500 ms', worst('stalled-worker', 'slow'), exactly(0)],
  ['killed worker: hung', worst('killed-worker', 'hung'), exactly(0)],
  ['all stalled: fds held', worst('all-stalled', 'held'), atMost(1100)],
  ['all stalled: not served', worst('all-stalled', 'lost'), exactly(0)],
  ['fairness: spread, idle workers', worst('fairness', 'idle'), atMost(1)],
  ['fork to listening, 4 workers, rr = 1', ratio('start', 'start', RR), atMost(1.05)],
  ['PSS of the primary, MB more than rr', more('rest', 'primaryPss'), atMost(4)],
  ['PSS of a worker, MB more than rr', more('rest', 'workerPss'), atMost(0.5)],
];

/** @returns {{ title: string, goal: string, value: number, verdict: string }[]} */
function check(results) {
  return goals.map(([title, measure, { text, holds }]) => {
    const value = measure(results);
    const verdict = Number.isNaN(value) ? 'not measured' : holds(value) ? 'reached' : 'MISSED';
    return { title, goal: text, value, verdict };
  });
}

module.exports = { check };
