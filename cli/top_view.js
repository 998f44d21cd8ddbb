'use strict';

// What `gocluster top` shows, as lines of text. Used by top.js and top_screen.js.

const Table = require('cli-table3');
const colours = require('./colours');

const MEGABYTE = 2 ** 20;
const MINUTE = 60_000;
const BARS = '▁▂▃▄▅▆▇█';
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];
const STATE_COLOURS = {
  starting: 'blue',
  idle: 'green',
  listening: 'green',
  busy: 'cyan',
  stalled: 'red',
  gone: 'red',
  suspended: 'yellow',
  leaving: 'magenta',
};
/** The lags, in milliseconds, above which a value is marked as noteworthy, and as bad. */
const [LAG_NOTE, LAG_BAD] = [100, 1000];
/** The fewest and the most columns of a sparkline, and the columns of everything beside it in a row. */
const [SPARK_MIN, SPARK_MAX, BESIDE] = [8, 60, 92];

/** The columns of a sparkline; 0, which is none, where it would push others out of the terminal, and in a text. */
function sparkWidth(columns) {
  if (columns === Infinity || columns < BESIDE + SPARK_MIN) return 0;
  return Math.min(SPARK_MAX, columns - BESIDE);
}

const SIDES = ['left', 'right', 'mid', 'top', 'bottom', 'middle'];
/** The characters of a table without lines. */
const CHARS = Object.fromEntries(
  SIDES.flatMap((side) => ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, ''])),
);

const or = (value, format) => (value == null ? '-' : format(value));
const whole = (value) => or(value, (each) => `${Math.round(each)}`);
const percent = (value) => or(value, (each) => `${Math.round(each)}%`);
const megabytes = (value) => or(value, (each) => `${Math.round(each / MEGABYTE)}M`);
const milliseconds = (value) =>
  or(value, (each) => (each < 10 ? each.toFixed(1) : `${Math.round(each)}`));

function age(value) {
  return or(value, (ms) => {
    const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? UNITS.at(-1);
    return `${Math.floor(ms / size)}${unit}`;
  });
}

/** The last minute, with the newest value on the right. The highest bar stands for `most`, the same for all sparklines of a table. */
function sparkline(history, width, most) {
  const slots = Array.from({ length: width }, () => null);
  for (const { age: ago, value } of history) {
    const slot = width - 1 - Math.floor((ago / MINUTE) * width);
    if (slot >= 0) slots[slot] = Math.max(slots[slot] ?? 0, value);
  }
  // If there are fewer samples than columns, a column without a sample repeats the one before it.
  for (let i = 1; i < width; i++) slots[i] ??= slots[i - 1];
  const level = (value) =>
    most > 0 ? Math.min(BARS.length - 1, Math.floor((value / most) * BARS.length)) : 0;
  return slots.map((value) => (value === null ? ' ' : BARS[level(value)])).join('');
}

const mostOf = (histories) => Math.max(0, ...histories.flat().map(({ value }) => value));

/** A table without lines. All columns but those in `left` are right-aligned. */
function table(head, rows, left) {
  const drawn = new Table({
    head,
    chars: CHARS,
    colAligns: head.map((_, column) => (left.includes(column) ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  drawn.push(...rows);
  const [first, ...rest] = drawn.toString().split('\n');
  return [colours.inverse(first), ...rest];
}

function lagOf(lag) {
  const text = milliseconds(lag);
  return lag > LAG_BAD ? colours.red(text) : lag > LAG_NOTE ? colours.yellow(text) : text;
}

function stateOf(state) {
  return colours[STATE_COLOURS[state] ?? 'white'](state);
}

/** A worker's number: the instance number that the supervisor gives it, or else its place. */
const numberOf = ({ instance, place }) => instance ?? place;

/** The sort key of each column; workers are sorted in ascending order. */
const BY = {
  worker: numberOf,
  'conn/s': (worker) => -(worker.connections ?? -1),
  open: (worker) => -(worker.open ?? -1),
  lag: (worker) => -(worker.lag ?? -1),
  cpu: (worker) => -(worker.cpu ?? -1),
  memory: (worker) => -(worker.rss ?? -1),
  restarts: (worker) => -worker.restarts,
};

function workerRows({ workers }, { columns, sort }) {
  const width = sparkWidth(columns);
  const most = mostOf(workers.map(({ history }) => history));
  const by = BY[sort] ?? BY.worker;
  const sorted = [...workers].sort((a, b) => by(a) - by(b) || numberOf(a) - numberOf(b));
  const spark = (history) => (width > 0 ? [colours.cyan(sparkline(history, width, most))] : []);
  const head = [
    'WORKER',
    'ID',
    'PID',
    'STATE',
    'CONN/S',
    ...(width > 0 ? ['LAST MINUTE'] : []),
    'OPEN',
  ];
  head.push('LAG', 'LOOP', 'CPU', 'MEMORY', 'HEAP', 'RESTARTS', 'UP');
  const rows = sorted.map((each) => [
    numberOf(each),
    each.id,
    or(each.pid, String),
    stateOf(each.state),
    whole(each.connections),
    ...spark(each.history),
    whole(each.open),
    lagOf(each.lag),
    percent(each.busy === null ? null : each.busy / 10),
    percent(each.cpu),
    megabytes(each.rss),
    megabytes(each.heap),
    each.restarts,
    age(each.uptime),
  ]);
  return table(head, rows, width > 0 ? [3, 5] : [3]);
}

function listenerRows({ listeners }) {
  const rows = listeners.map((each) => [
    each.path?.replace(/^\0/, '@') ?? `${each.address}:${each.port}`,
    whole(each.accepts),
    whole(each.accepted),
    whole(each.held),
    whole(each.queued),
    milliseconds(each.wait),
    whole(each.takenBack),
    whole(each.refused),
  ]);
  return table(
    ['LISTENER', 'ACCEPT/S', 'ACCEPTED', 'HELD', 'QUEUED', 'WAIT', 'TAKEN BACK', 'REFUSED'],
    rows,
    [0],
  );
}

function head({ stats, all }, { columns }) {
  const { primary, scheduler, policy, core, name } = stats;
  const versions = `gocluster ${primary.gocluster}, node ${primary.node}`;
  const who = scheduler === 'gocluster' ? `policy ${policy}` : "Node's own cluster";
  const core_ = core?.restarts > 0 ? `, core restarts ${core.restarts}` : '';
  const width = sparkWidth(columns);
  const spark =
    width > 0 ? ` ${colours.cyan(sparkline(all.history, width, mostOf([all.history])))}` : '';
  const primaryCpu = all.primaryCpu === null ? '' : `, primary ${percent(all.primaryCpu)}`;
  return [
    `${colours.bold(name)}  pid ${primary.pid}, up ${age(primary.uptime)}, ${versions}, ${who}${core_}`,
    `connections/s ${colours.bold(whole(all.connections))}${spark}  open ${whole(all.open)}  waiting ${
      all.waiting > 0 ? colours.yellow(all.waiting) : whole(all.waiting)
    }  cpu ${percent(all.cpu)}${primaryCpu}  memory ${megabytes(all.memory)}  restarts ${whole(all.restarts)}`,
  ];
}

/**
 * @param {ReturnType<import('./top_rates')['view']>} view
 * @param {{columns: number, sort?: string}} options columns: of the terminal; Infinity for a text without sparklines
 * @returns {string[]} lines
 */
function page(view, options) {
  const listeners = view.listeners.length > 0 ? ['', ...listenerRows(view)] : [];
  const lines = [...head(view, options), ...listeners, '', ...workerRows(view, options)];
  return lines.map((line) => line.trimEnd());
}

/** The columns by which workers can be sorted. */
const SORTS = Object.keys(BY);

module.exports = { page, SORTS };
