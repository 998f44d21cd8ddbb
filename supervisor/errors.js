'use strict';

// Every error of the supervisor's own, with its code.

/**
 * Codes:
 * - ERR_GOCLUSTER_CONFIG: a setting is wrong; `problems` has a sentence for each.
 * - ERR_GOCLUSTER_START: a worker did not get ready; `worker` has its id, instance, code, signal and last lines.
 * - ERR_GOCLUSTER_STOPPING: the supervisor is stopping.
 * - ERR_GOCLUSTER_UPGRADING: another process is about to take the place of this one.
 * - ERR_GOCLUSTER_NO_WORKER: there is no worker of that id.
 * - ERR_GOCLUSTER_ADDRESS: what load balancers are to ask cannot listen.
 * - ERR_GOCLUSTER_CONTROL: no control socket can be had, or none answers.
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

/** @param {{id: number, instance: number, reason: string, lines: string[]}} worker */
function startError(worker) {
  const { id, instance, reason, lines } = worker;
  const head = `worker ${id} (instance ${instance}) did not get ready: ${reason}`;
  const wrote = lines.map((line) => `\n  | ${line}`).join('');
  return new SupervisorError('ERR_GOCLUSTER_START', head + wrote, { worker });
}

function stoppingError() {
  return new SupervisorError('ERR_GOCLUSTER_STOPPING', 'the supervisor is stopping');
}

function upgradingError() {
  return new SupervisorError('ERR_GOCLUSTER_UPGRADING', 'an upgrade is under way already');
}

function noWorkerError(id) {
  return new SupervisorError('ERR_GOCLUSTER_NO_WORKER', `there is no worker ${id}`);
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
  stoppingError,
  upgradingError,
  noWorkerError,
  addressError,
  controlError,
};
