'use strict';

// All errors of the supervisor's own, with their codes.

/**
 * Codes:
 * - ERR_GOCLUSTER_CONFIG: settings are wrong; `problems` has a sentence for each.
 * - ERR_GOCLUSTER_START: a worker did not become ready; `worker` has its id, instance, code, signal and last lines.
 * - ERR_GOCLUSTER_STARTING: no worker of the service has been ready yet.
 * - ERR_GOCLUSTER_STOPPING: the service is stopping.
 * - ERR_GOCLUSTER_UPGRADING: another process is about to take the place of this one.
 * - ERR_GOCLUSTER_REPLACED: another process, `pid`, has taken the place of this one.
 * - ERR_GOCLUSTER_NO_WORKER: there is no worker with that id.
 * - ERR_GOCLUSTER_LAST_WORKER: that worker is the last one.
 * - ERR_GOCLUSTER_ADDRESS: a server for load balancers cannot listen.
 * - ERR_GOCLUSTER_CONTROL: no control socket could be created, or none answers.
 */
class SupervisorError extends Error {
  /** @param {string} code @param {string} message @param {object} [details] further properties */
  constructor(code, message, details) {
    super(message);
    this.name = 'SupervisorError';
    this.code = code;
    Object.assign(this, details);
  }
}

/** @param {string[]} problems */
function configError(problems) {
  return new SupervisorError('ERR_GOCLUSTER_CONFIG', problems.join('\n'), { problems });
}

/** @param {{id: number, instance: number, reason: string, lines: string[], hint?: string}} worker hint: what to do */
function startError(worker) {
  const { id, instance, reason, lines, hint } = worker;
  const head = `worker ${id} (instance ${instance}) did not get ready: ${reason}`;
  const wrote = lines.map((line) => `\n  | ${line}`).join('');
  const advice = hint ? `\n${hint}` : '';
  return new SupervisorError('ERR_GOCLUSTER_START', head + wrote + advice, { worker });
}

function startingError() {
  const message = 'the service is starting: no worker has been ready yet';
  return new SupervisorError('ERR_GOCLUSTER_STARTING', message);
}

function stoppingError() {
  return new SupervisorError('ERR_GOCLUSTER_STOPPING', 'the service is stopping');
}

/** @param {number} pid of the successor */
function replacedError(pid) {
  const message = `process ${pid} has taken the place of this one, with workers of its own: ask that`;
  return new SupervisorError('ERR_GOCLUSTER_REPLACED', message, { pid });
}

function upgradingError() {
  return new SupervisorError('ERR_GOCLUSTER_UPGRADING', 'an upgrade is under way already');
}

function noWorkerError(id) {
  return new SupervisorError('ERR_GOCLUSTER_NO_WORKER', `there is no worker ${id}`);
}

function lastWorkerError(id) {
  const message = `worker ${id} is the last one: "gocluster restart ${id}" replaces it, "gocluster stop" ends the service`;
  return new SupervisorError('ERR_GOCLUSTER_LAST_WORKER', message);
}

function addressError(message) {
  return new SupervisorError('ERR_GOCLUSTER_ADDRESS', message);
}

function controlError(message) {
  return new SupervisorError('ERR_GOCLUSTER_CONTROL', message);
}

module.exports = {
  configError,
  startError,
  startingError,
  stoppingError,
  replacedError,
  upgradingError,
  noWorkerError,
  lastWorkerError,
  addressError,
  controlError,
};
