'use strict';

// Writes docs/grafana-dashboard.json, the Grafana dashboard for gocluster/metrics: `node scripts/dashboard.js`. The names of the metrics
// come from the instruments, so that no renamed metric is forgotten: an unknown name is an error.

const fs = require('node:fs');
const path = require('node:path');
const { INSTRUMENTS } = require('../observe/instruments');

const FILE = path.join(__dirname, '..', 'docs', 'grafana-dashboard.json');
/** The columns of a Grafana dashboard's grid, and the width and height of a panel in it. */
const [COLUMNS, WIDTH, HEIGHT] = [24, 8, 8];
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const SELECTOR = '{job=~"$job"}';

const names = new Map(INSTRUMENTS.map((each) => [each.openTelemetry, each.prometheus]));

/** The Prometheus name of an instrument, selected by the dashboard's job. */
function metric(name, part = '') {
  if (!names.has(`gocluster.${name}`)) throw new Error(`there is no instrument ${name}`);
  return `${names.get(`gocluster.${name}`)}${part}${SELECTOR}`;
}

const rate = (name, part) => `rate(${metric(name, part)}[$__rate_interval])`;
const quantile = (q) =>
  `histogram_quantile(${q}, sum by (listener, le) (${rate('listener.wait', '_bucket')}))`;

/** [title, unit, [legend, expression]...] */
const PANELS = [
  ['Connections a second', 'cps', ['worker {{worker}}', rate('worker.connections.taken')]],
  ['Open connections', 'short', ['worker {{worker}}', metric('worker.connections.open')]],
  [
    'Waiting connections',
    'short',
    ['{{listener}}, held', metric('listener.connections.held')],
    ['{{listener}}, in the kernel', metric('listener.connections.queued')],
  ],
  [
    'Wait for a worker',
    's',
    ['{{listener}}, median', quantile(0.5)],
    ['{{listener}}, 99%', quantile(0.99)],
  ],
  ['Event loop lag', 's', ['worker {{worker}}', metric('worker.event_loop.lag')]],
  ['Event loop utilization', 'percentunit', ['worker {{worker}}', rate('worker.event_loop.busy')]],
  [
    'CPU',
    'percentunit',
    ['worker {{worker}}', `sum by (worker) (${rate('worker.cpu')})`],
    ['primary', `sum(${rate('primary.cpu')})`],
  ],
  [
    'Resident memory',
    'bytes',
    ['worker {{worker}}', metric('worker.memory.resident')],
    ['primary', metric('primary.memory.resident')],
  ],
  [
    'Heap in use',
    'bytes',
    ['worker {{worker}}', metric('worker.memory.heap_used')],
    ['primary', metric('primary.memory.heap_used')],
  ],
  ['Workers', 'short', ['{{state}}', metric('workers')]],
  [
    'Ends of workers',
    'short',
    ['{{reason}}', `increase(${metric('worker.exits')}[$__rate_interval])`],
  ],
  [
    'Trouble',
    'short',
    ['stalls of worker {{worker}}', `increase(${metric('worker.stalls')}[$__rate_interval])`],
    [
      'taken back, {{listener}}',
      `increase(${metric('listener.connections.taken_back')}[$__rate_interval])`,
    ],
    [
      'refused, {{listener}}',
      `increase(${metric('listener.connections.refused')}[$__rate_interval])`,
    ],
    ['no descriptor', `increase(${metric('core.descriptor_shortages')}[$__rate_interval])`],
    ['restarts of the core', `increase(${metric('core.restarts')}[$__rate_interval])`],
  ],
];

function panel([title, unit, ...targets], i) {
  const perRow = COLUMNS / WIDTH;
  return {
    id: i + 1,
    type: 'timeseries',
    title,
    datasource: DATASOURCE,
    gridPos: { x: (i % perRow) * WIDTH, y: Math.floor(i / perRow) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: 'never' } },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: targets.map(([legendFormat, expr], at) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + at),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
  };
}

function dashboard() {
  return {
    title: 'gocluster',
    uid: 'gocluster',
    tags: ['nodejs', 'gocluster'],
    schemaVersion: 39,
    editable: true,
    refresh: '15s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' },
        {
          name: 'job',
          type: 'query',
          label: 'Job',
          datasource: DATASOURCE,
          query: { query: 'label_values(gocluster_build_info, job)', refId: 'job' },
          refresh: 2,
          includeAll: true,
          multi: true,
          current: { text: 'All', value: '$__all' },
        },
      ],
    },
    panels: PANELS.map(panel),
  };
}

const text = () => `${JSON.stringify(dashboard(), null, 2)}\n`;

if (require.main === module) fs.writeFileSync(FILE, text());

module.exports = { FILE, dashboard, text };
