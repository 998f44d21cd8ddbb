'use strict';

// MetricsPage: the metrics of gocluster/metrics in Prometheus's text format, version 0.0.4. Used by health.js.

const { register } = require('../observe/metrics');

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const ESCAPES = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };
const escaped = (text) => `${text}`.replace(/[\\"\n]/g, (each) => ESCAPES[each]);

function sample(name, { metricName = name, labels, value }) {
  const pairs = Object.entries(labels).map(([label, its]) => `${label}="${escaped(its)}"`);
  return `${metricName}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
}

function family({ name, help, type, values }) {
  const lines = values.map((each) => sample(name, each));
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

let page = null;

/**
 * One in a process: a health server that is opened again, after an upgrade that has failed, goes on with the counts of what is gone.
 *
 * @returns {() => Promise<string>}
 */
function metricsPage() {
  if (page !== null) return page;
  const metrics = [];
  register({ registerMetric: (metric) => metrics.push(metric) });
  page = async () => {
    const families = await Promise.all(metrics.map((metric) => metric.get()));
    return families.map(family).join('');
  };
  return page;
}

module.exports = { metricsPage, CONTENT_TYPE };
