'use strict';

// The supervisor's own log, on standard error: one line per event, as text or as JSON. Used by index.js.

const { version } = require('../package.json');
const Outlet = require('./outlet');

/** A worker whose process could not be started has no pid. */
const name = ({ id, instance, pid }) =>
  `worker ${id} (instance ${instance}${pid === undefined ? '' : `, pid ${pid}`})`;

function endOf({ pid, exit }) {
  if (pid === undefined) return 'was not started';
  return `has ended (${exit.signal ?? `exit code ${exit.code}`})`;
}

/** @returns {string} the address as a client needs it */
function place({ address, port, addressType, fd }) {
  if (addressType === -1) return `${address}`.replace('\0', '@'); // as ss and socat show an abstract name
  if (port == null) return `descriptor ${fd}`;
  const host = !address || address === '::' || address === '0.0.0.0' ? 'localhost' : address;
  const scheme = /^udp/.test(addressType) ? 'udp' : 'http';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function inWords(ms) {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** By event, a function that returns [level, sentence, data for JSON]. */
const EVENTS = {
  fork: (worker) => ['debug', `${name(worker)} starts`, facts(worker)],
  listening: (worker, address) => [
    'debug',
    `${name(worker)} listens on ${place(address)}`,
    { ...facts(worker), address },
  ],
  ready: (worker) => ['info', `${name(worker)} is ready`, facts(worker)],
  exit: (worker) => {
    const wanted = worker.wanted;
    return [
      wanted ? 'info' : 'warn',
      `${name(worker)} ${endOf(worker)}`,
      { ...facts(worker), ...worker.exit, wanted },
    ];
  },
  failed: (error) => ['error', error.message, { ...error.worker }],
  restart: ({ instance }, delay) => [
    'warn',
    delay > 0
      ? `instance ${instance} starts again in ${inWords(delay)}`
      : `instance ${instance} starts again`,
    { instance, delay },
  ],
  givenUp: ({ instance }) => [
    'error',
    `instance ${instance} is not started again: it has failed too often`,
    { instance },
  ],
  recycle: (worker, reason) => [
    'info',
    `${name(worker)} is replaced: ${reason}`,
    { ...facts(worker), reason },
  ],
  stuck: (worker) => [
    'warn',
    `${name(worker)} is stuck: its event loop stands still`,
    facts(worker),
  ],
  changed: (file) => ['info', `${file} has changed`, { file }],
  reload: () => ['info', 'reload: begins', {}],
  reloaded: (replaced) => ['info', `reload: done, ${replaced} replaced`, { replaced }],
  notReloaded: (error, replaced) => [
    'error',
    `reload: failed, ${replaced} replaced, the others stay. ${error.message}`,
    { replaced, ...error.worker },
  ],
  upgrade: () => ['info', 'upgrade: a new process starts', {}],
  upgraded: (pid) => [
    'info',
    `upgrade: process ${pid} serves, this one ends when its workers have finished`,
    { pid },
  ],
  notUpgraded: (error) => ['error', `upgrade: failed, this process stays. ${error.message}`, {}],
  resumed: () => ['warn', 'upgrade: the new process has ended, this one serves again', {}],
  leaving: (delay) => ['info', `begins to end in ${inWords(delay)}`, { delay }],
  scale: (workers) => ['info', `scale: to ${workers}`, { workers }],
  notScaled: (error, workers) => [
    'error',
    `scale: failed, workers: ${workers}. ${error.message}`,
    { workers, ...error.worker },
  ],
  stop: (now) => ['info', now ? 'ends at once' : 'ends when the workers have finished', { now }],
  stopNow: () => ['info', 'ends at once', {}],
  warning: (message) => ['warn', message, {}],
};

function facts({ id, instance, pid }) {
  return { worker: id, instance, pid };
}

/** The policy in force: the environment may have set it, and under Node's own cluster it is one of Node's. */
function policyInForce() {
  const { schedulingPolicy, SCHED_NONE, SCHED_RR } = require('node:cluster'); // not loaded before index.js loads gocluster
  return { [SCHED_NONE]: 'none', [SCHED_RR]: 'rr' }[schedulingPolicy] ?? schedulingPolicy;
}

/** The lines of text when the service runs. */
function greeting({ config }, worker, control) {
  const at = [...worker.addresses.values()].map(place).join(', ') || 'no address';
  const reload = `reload: kill -HUP ${process.pid}`;
  const look = control
    ? ` or gocluster reload --name ${control}; look: gocluster status --name ${control}`
    : '';
  return [
    `${config.script} on ${at}, workers: ${config.workers}, policy: ${policyInForce()}, gocluster ${version}`,
    `${reload}${look}`,
  ];
}

const COLOURS = { error: 31, warn: 33, info: 36 };

class Log {
  #config;
  #write;

  /** @param {{quiet: boolean, logFormat: string}} config */
  constructor(config, outlet = Outlet.of(process.stderr)) {
    this.#config = config;
    this.#write = (level, text) => {
      const head = outlet.hasColors ? `\x1b[${COLOURS[level]}mgocluster:\x1b[0m` : 'gocluster:';
      outlet.write(`${head} ${text}\n`);
    };
    if (config.logFormat === 'json') {
      this.#write = (level, message, event, data) => {
        const time = new Date().toISOString();
        outlet.write(`${JSON.stringify({ time, level, event, message, ...data })}\n`);
      };
    }
  }

  /** @param {import('./supervisor')} supervisor @param {() => string | null} controlName */
  follow(supervisor, controlName) {
    for (const [event, describe] of Object.entries(EVENTS)) {
      supervisor.on(event, (...args) => {
        const [level, message, data] = describe(...args);
        this.#say(level, message, event, data);
      });
    }
    supervisor.once('serving', (worker) => {
      const lines = greeting(supervisor, worker, controlName());
      const addresses = [...worker.addresses.values()];
      if (this.#config.logFormat === 'json') lines.length = 1;
      for (const line of lines) this.#say('info', line, 'serving', { addresses });
    });
  }

  #say(level, message, event, data) {
    const { quiet, logFormat } = this.#config;
    if (level === 'debug' && logFormat !== 'json') return;
    if (quiet && (level === 'debug' || level === 'info')) return;
    this.#write(level, message, event, data);
  }
}

module.exports = Log;
