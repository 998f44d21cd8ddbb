'use strict';

// The table of all instruments of gocluster/metrics: the name of each, and how its values are read from a result of stats(). Used by
// instruments.js.

const COUNTER = 'counter';
const GAUGE = 'gauge';
const HISTOGRAM = 'histogram';

const SECOND = 1000;
const seconds = (milliseconds) => (milliseconds == null ? null : milliseconds / SECOND);

const STATES = ['starting', 'idle', 'busy', 'stalled', 'suspended', 'leaving', 'gone', 'listening'];

/** One value without a label. */
const single = (read) => (stats) => [{ labels: {}, value: read(stats) }];

/** One value of the core; null without a core. */
const ofCore = (read) => single(({ core }) => core && read(core));

/** What a listener is called: an address and a port, or a path. */
function nameOf({ address, port, path }) {
  if (path !== null) return path.replace(/^\0/, '@');
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** One value for each listener. With the source, Sums continues a count when another listener replaces this one. */
const ofListeners =
  (read) =>
  ({ listeners }) =>
    (listeners ?? []).map((listener) => ({
      labels: { listener: nameOf(listener) },
      source: listener.id,
      value: read(listener),
    }));

/** One value for each worker, labelled with the worker's place. */
const ofWorkers =
  (read) =>
  ({ workers }) =>
    workers.map((worker) => ({
      labels: { worker: `${worker.place}` },
      source: worker.id,
      value: read(worker),
    }));

const modes = (cpu, source, more = {}) =>
  ['user', 'system'].map((mode) => ({
    labels: { ...more, mode },
    source,
    value: cpu && seconds(cpu[mode]),
  }));

const cpuOfWorkers = ({ workers }) =>
  workers.flatMap(({ cpu, place, id }) => modes(cpu, id, { worker: `${place}` }));

/** A core that is a process of its own belongs to it. */
const cpuOfPrimary = ({ primary, core }) => [
  ...modes(primary.cpu, primary.pid),
  ...(core?.pid ? modes(core.cpu, core.pid) : []),
];

/** [kind, name, unit, help, read] */
const TABLE = [
  [
    GAUGE,
    'build',
    'info',
    'Versions, and who hands out connections.',
    ({ primary, scheduler, policy }) => [
      {
        labels: { version: primary.gocluster, node: primary.node, scheduler, policy: `${policy}` },
        value: 1,
      },
    ],
  ],
  [
    GAUGE,
    'primary.start_time',
    'seconds',
    'When the primary was started, in seconds since 1970.',
    single(({ primary }) => seconds(primary.started)),
  ],
  [
    COUNTER,
    'primary.cpu',
    'seconds',
    'Processor time of the primary, with the core.',
    cpuOfPrimary,
  ],
  [
    GAUGE,
    'primary.memory.resident',
    'bytes',
    'Resident memory of the primary, with the core.',
    single(({ primary, core }) => primary.rss + (core?.rss ?? 0)),
  ],
  [
    GAUGE,
    'primary.memory.heap_used',
    'bytes',
    "The part of V8's heap that the primary uses.",
    single(({ primary }) => primary.heap.used),
  ],
  [
    GAUGE,
    'primary.event_loop.utilization',
    'ratio',
    'The part of the time that the event loop of the primary was busy, since its start.',
    single(({ primary }) => primary.loop.utilization),
  ],
  [
    COUNTER,
    'core.restarts',
    'times',
    'How often a core has taken the place of one that had failed.',
    ofCore(({ restarts }) => restarts),
  ],
  [
    COUNTER,
    'core.descriptor_shortages',
    'times',
    'How often there was no descriptor for a connection.',
    ofCore(({ fdShortages }) => fdShortages),
  ],
  [
    GAUGE,
    'core.listeners_backing_off',
    'listeners',
    'Listeners that wait for a descriptor.',
    ofCore(({ backingOff }) => backingOff),
  ],
  [
    COUNTER,
    'listener.connections.accepted',
    'connections',
    'Connections that the core has accepted. Those that busy workers take themselves are counted with the workers.',
    ofListeners(({ accepted }) => accepted),
  ],
  [
    COUNTER,
    'listener.connections.handed_off',
    'connections',
    'Connections that were sent to a worker, again where they had come back.',
    ofListeners(({ handedOff }) => handedOff),
  ],
  [
    COUNTER,
    'listener.connections.taken_back',
    'connections',
    'Connections that a worker had not read.',
    ofListeners(({ takenBack }) => takenBack),
  ],
  [
    COUNTER,
    'listener.connections.refused',
    'connections',
    'Connections that a worker could not serve.',
    ofListeners(({ refused }) => refused),
  ],
  [
    GAUGE,
    'listener.connections.held',
    'connections',
    'Connections that the core has accepted and that wait for a worker.',
    ofListeners(({ held }) => held),
  ],
  [
    GAUGE,
    'listener.connections.queued',
    'connections',
    "Connections in the kernel's queue; not known for Unix sockets.",
    ofListeners(({ queued }) => queued),
  ],
  [
    HISTOGRAM,
    'listener.wait',
    'seconds',
    'How long connections waited from accept to the first hand-off.',
    ofListeners(({ waits }) => waits),
  ],
  [
    GAUGE,
    'workers',
    'workers',
    'Workers, by state.',
    ({ workers }) =>
      STATES.map((state) => ({
        labels: { state },
        value: workers.filter((each) => each.state === state).length,
      })),
  ],
  [COUNTER, 'worker.forks', 'times', 'Workers that were forked.', single(({ forks }) => forks)],
  [
    COUNTER,
    'worker.exits',
    'times',
    'Workers that have ended: wanted, or by themselves.',
    ({ exits }) => Object.entries(exits).map(([reason, value]) => ({ labels: { reason }, value })),
  ],
  [
    COUNTER,
    'worker.restarts',
    'times',
    'How many workers had the place before.',
    ofWorkers(({ restarts }) => restarts),
  ],
  [
    GAUGE,
    'worker.start_time',
    'seconds',
    'When the worker was started, in seconds since 1970.',
    ofWorkers(({ started }) => seconds(started)),
  ],
  [
    COUNTER,
    'worker.connections.taken',
    'connections',
    'Connections that the worker has taken.',
    ofWorkers(({ taken }) => taken),
  ],
  [
    COUNTER,
    'worker.connections.pulled',
    'connections',
    'Connections that it has taken from the listening sockets itself.',
    ofWorkers(({ pulled }) => pulled),
  ],
  [
    COUNTER,
    'worker.connections.refused',
    'connections',
    'Connections that it could not serve.',
    ofWorkers(({ refused }) => refused),
  ],
  [
    COUNTER,
    'worker.connections.taken_back',
    'connections',
    'Connections that it had not read.',
    ofWorkers(({ takenBack }) => takenBack),
  ],
  [
    COUNTER,
    'worker.stalls',
    'times',
    'How often it read nothing for too long.',
    ofWorkers(({ stalls }) => stalls),
  ],
  [COUNTER, 'worker.cpu', 'seconds', 'Processor time of the worker.', cpuOfWorkers],
  [
    GAUGE,
    'worker.memory.resident',
    'bytes',
    'Resident memory of the worker.',
    ofWorkers(({ rss }) => rss),
  ],
  [
    GAUGE,
    'worker.connections.open',
    'connections',
    'Connections that the worker has open.',
    ofWorkers(({ open }) => open),
  ],
  [
    GAUGE,
    'worker.memory.heap_used',
    'bytes',
    "The part of V8's heap that the worker uses.",
    ofWorkers(({ heap }) => heap),
  ],
  [
    GAUGE,
    'worker.event_loop.lag',
    'seconds',
    'How long its event loop has been busy with the current turn; 0 while it waits.',
    ofWorkers(({ loop }) => loop && seconds(loop.lag)),
  ],
  [
    GAUGE,
    'worker.event_loop.lag_max',
    'seconds',
    'The longest turn of its event loop so far.',
    ofWorkers(({ loop }) => loop && seconds(loop.lagMax)),
  ],
  [
    COUNTER,
    'worker.event_loop.busy',
    'seconds',
    'How long its event loop was busy in turns that have ended: the rate is its utilization.',
    ofWorkers(({ loop }) => loop && seconds(loop.busy)),
  ],
];

module.exports = { COUNTER, GAUGE, TABLE, SECOND };
