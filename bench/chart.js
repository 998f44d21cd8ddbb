'use strict';

// Draws SVGs for the README: the comparison, the growth of the cost, and the open loop. It uses Observable Plot, which draws into a
// document of linkedom's.

const fs = require('node:fs');
const path = require('node:path');
const machine = require('./machine');

const COLORS = {
  'builtin-rr': '#c2410c',
  'builtin-none': '#868e96',
  reuseport: '#ced4da',
  pm2: '#b197fc',
  gocluster: '#0369a1',
};
const OTHER = '#495057'; // another revision, and modes that are only run by name
const PRIMARY = '#1e3a5f';
const WORKERS = '#93b7d6';
const PANEL_WIDTH = 300;
const PANEL_GAP = 20;
const HEADER_HEIGHT = 64;
const BARS_HEIGHT = 170;
const CURVES_HEIGHT = 230;
const LETTER_WIDTH = 7; // pixels at the legend's font size, rounded up
const LABELS_WIDTH = 152;

/** The panels with curves: [scenario, what grows, value, the value's title]. */
const GROWTH = [
  ['growth-workers', 'workers', 'perSecond', 'connections a second'],
  ['growth-workers', 'workers', 'all', 'CPU µs a connection'],
  ['growth-clients', 'clients', 'perSecond', 'connections a second'],
  ['growth-clients', 'clients', 'all', 'CPU µs a connection'],
  ['growth-listeners', 'listeners', 'primary', "primary's CPU µs a connection"],
];
const RATES = [
  ['open-loop', 'percent', 'p50', '50th percentile, ms'],
  ['open-loop', 'percent', 'p99', '99th percentile, ms'],
  ['open-loop', 'percent', 'all', 'CPU µs a connection'],
  ['open-loop', 'percent', 'pulled', '% taken by the workers themselves'],
];
/** The scale of each x axis: logarithmic for numbers that grow by factors, linear for percentages. */
const SCALES = {
  workers: { type: 'log', base: 2 },
  clients: { type: 'log', base: 10 },
  listeners: { type: 'log', base: 10 },
  percent: { type: 'linear' },
};

/**
 * Draws a run's results.
 * @param {object} run { machine, modes, results }
 * @param {string} folder
 * @returns {Promise<string[]>} the files written
 */
async function draw(run, folder) {
  const library = await load();
  const files = [];
  const keep = (name, title, legend, height, panels) => {
    if (panels.length === 0) return;
    const file = path.join(folder, name);
    const subtitle = machine.line(run.machine);
    fs.writeFileSync(file, sheet(library, { title, subtitle, legend, height }, panels));
    files.push(file);
  };
  const title = 'HTTP, one connection per request';
  const sides = [
    { label: 'primary', color: PRIMARY },
    { label: 'workers', color: WORKERS },
  ];
  const lines = (list) => {
    const scenarios = new Set(list.map(([scenario]) => scenario));
    const drawn = [...scenarios].flatMap((scenario) => measured(run, scenario, {}));
    const shown = run.modes.filter((mode) => drawn.includes(mode));
    return shown.map((mode) => ({ label: mode.label, color: colorOf(mode) }));
  };
  const drawCurves = (name, about, list) =>
    keep(name, `${title}: ${about}`, lines(list), CURVES_HEIGHT, curves(library, run, list));
  keep('comparison.svg', `${title}, 2 workers, 32 clients`, sides, BARS_HEIGHT, bars(library, run));
  drawCurves('growth.svg', 'more workers, more clients, more listeners', GROWTH);
  drawCurves('rates.svg', '2 workers, connections come at a rate of their own', RATES);
  return files;
}

async function load() {
  const [Plot, { parseHTML }] = await Promise.all([
    import('@observablehq/plot'),
    import('linkedom'),
  ]);
  return { Plot, document: parseHTML('<html><body></body></html>').document };
}

function colorOf({ name }) {
  return COLORS[name] ?? OTHER;
}

function measured({ modes, results }, scenario, about) {
  const has = (mode) => results.samples(scenario, about, mode.name, 'perSecond').length > 0;
  return modes.filter(has);
}

function bars({ Plot, document }, run) {
  const { results } = run;
  const shown = measured(run, 'headline', {});
  if (shown.length === 0) return [];
  const rows = (name, extra) =>
    shown.map((mode) => ({
      mode: mode.label,
      color: colorOf(mode),
      value: results.median('headline', {}, mode.name, name),
      ...extra,
    }));
  const panel = (label, width, marginLeft, marks) =>
    Plot.plot({
      document,
      width,
      height: BARS_HEIGHT,
      marginLeft,
      marginRight: 52,
      marginTop: 28,
      marginBottom: 8,
      style: { fontSize: '12px' },
      x: { axis: null },
      y: {
        label: null,
        domain: shown.map((mode) => mode.label),
        axis: marginLeft === LABELS_WIDTH ? 'left' : null,
        tickSize: 0,
      },
      marks: [
        ...marks,
        Plot.ruleX([0]),
        Plot.text([label], { frameAnchor: 'top-left', dy: -18, fontWeight: 600 }),
      ],
    });
  const plain = (name, digits) => [
    Plot.barX(rows(name), { x: 'value', y: 'mode', fill: 'color' }),
    figures(Plot, rows(name), digits),
  ];
  const cpu = [
    ...rows('primary', { of: 'primary', color: PRIMARY }),
    ...rows('workers', { of: 'workers', color: WORKERS }),
  ];
  return [
    panel('connections a second', PANEL_WIDTH + LABELS_WIDTH, LABELS_WIDTH, plain('perSecond', 0)),
    panel('CPU µs a connection: primary, workers', PANEL_WIDTH, 8, [
      Plot.barX(cpu, { x: 'value', y: 'mode', fill: 'color', order: 'of' }),
      figures(Plot, rows('all'), 0),
    ]),
    panel('99th percentile, ms', PANEL_WIDTH, 8, plain('p99', 1)),
  ];
}

function figures(Plot, rows, digits) {
  const text = (row) => row.value.toLocaleString('en-US', { maximumFractionDigits: digits });
  return Plot.text(rows, { x: 'value', y: 'mode', text, textAnchor: 'start', dx: 5 });
}

function curves({ Plot, document }, run, list) {
  const { results } = run;
  const panel = ([scenario, over, name, label]) => {
    const cases = results.cases(scenario);
    const rows = cases
      .flatMap((about) =>
        measured(run, scenario, about).map((mode) => ({
          over: about[over],
          mode: mode.label,
          color: colorOf(mode),
          value: results.median(scenario, about, mode.name, name),
        })),
      )
      .filter(({ value }) => Number.isFinite(value));
    if (rows.length === 0) return [];
    const channels = { x: 'over', y: 'value', z: 'mode', stroke: 'color' };
    return [
      Plot.plot({
        document,
        width: PANEL_WIDTH,
        height: CURVES_HEIGHT,
        marginTop: 34,
        marginLeft: 48,
        marginBottom: 38,
        style: { fontSize: '12px' },
        x: {
          ...SCALES[over],
          label: over,
          ticks: cases.map((about) => about[over]),
          tickFormat: String,
          labelArrow: false,
        },
        y: { label, grid: true, zero: true, ticks: 5, labelArrow: false },
        marks: [
          Plot.ruleY([0]),
          Plot.line(rows, { ...channels, strokeWidth: 2 }),
          Plot.dot(rows, { x: 'over', y: 'value', fill: 'color', r: 3 }),
        ],
      }),
    ];
  };
  return list.flatMap(panel);
}

/** Puts panels side by side under a title, a line about the machine and a legend. */
function sheet({ document }, { title, subtitle, legend, height }, panels) {
  const widths = panels.map((panel) => Number(panel.getAttribute('width')));
  const width = widths.reduce((sum, each) => sum + each + PANEL_GAP, PANEL_GAP);
  const whole = HEADER_HEIGHT + height + PANEL_GAP;
  const namespace = 'http://www.w3.org/2000/svg';
  const element = (name, attributes, text = '') => {
    const made = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };
  const root = element('svg', {
    xmlns: namespace,
    width,
    height: whole,
    viewBox: `0 0 ${width} ${whole}`,
    'font-family': 'system-ui, sans-serif',
  });
  root.append(
    element('rect', { width, height: whole, rx: 8, fill: '#ffffff' }),
    element('text', { x: PANEL_GAP, y: 28, 'font-size': 16, 'font-weight': 600 }, title),
    element('text', { x: PANEL_GAP, y: 48, 'font-size': 11, fill: '#666666' }, subtitle),
  );
  let right = width - PANEL_GAP;
  for (const { label, color } of [...legend].reverse()) {
    right -= label.length * LETTER_WIDTH;
    root.append(element('text', { x: right, y: 28, 'font-size': 12 }, label));
    right -= 16;
    root.append(element('rect', { x: right, y: 18, width: 11, height: 11, fill: color }));
    right -= PANEL_GAP;
  }
  let x = PANEL_GAP;
  panels.forEach((panel, i) => {
    panel.setAttribute('x', x);
    panel.setAttribute('y', HEADER_HEIGHT);
    root.append(panel);
    x += widths[i] + PANEL_GAP;
  });
  return `${root.toString()}\n`;
}

module.exports = { draw };
