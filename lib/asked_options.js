'use strict';

// AskedOptions: the options that a worker sets for a listener, merged with the options for all listeners, and compared with those of
// the workers that listen there already. Loaded only if somebody sets options. Used by listeners.js.

const { check, merge, isDefault, describe, difference } = require('./listener_options');
const { isHanded } = require('./unhanded');
const { listenOptions } = require('./wire');

/**
 * @typedef {object} AskedOptions
 * @property {string} text the options as text: listeners with the same text behave in the same way
 * @property {boolean} isShared the workers accept themselves
 * @property {boolean} isSticky a worker that is full reports that, so that connections do not wait for it
 * @property {boolean} isProxied connections may begin with a header of the PROXY protocol
 * @property {Buffer | null} frame the options, encoded for the core; null if the workers accept themselves
 */

/** @returns {AskedOptions | null} null for round robin */
function asked(options) {
  if (isDefault(options)) return null;
  const isShared = options.schedulingPolicy === 'none';
  const isSticky = options.schedulingPolicy === 'sticky';
  const isProxied = options.proxyProtocol.kind !== 'off';
  const frame = isShared ? null : listenOptions(options);
  return { text: describe(options), isShared, isSticky, isProxied, frame };
}

function refuse(code, message) {
  return { options: null, refusal: { code, message } };
}

const ROUND_ROBIN = describe(merge({}));

/**
 * @param {object} query a worker's queryServer message
 * @param {object | null} all the options for all listeners
 * @param {object} here
 * @param {boolean} here.usesCore false if the workers accept themselves, as under SCHED_NONE
 * @param {boolean} here.hasCore false also if the core could not be started yet
 * @param {{options: AskedOptions | null} | undefined | false} here.there the listener that exists already
 * @returns {{options: AskedOptions | null, refusal?: {code: string, message: string}}}
 */
function optionsOf(query, all, { usesCore, hasCore, there }) {
  // A worker with Node's own half, or an older one, cannot set options: it accepts those of the listener.
  if (there && !query.options && !isHanded(query)) return { options: there.options };
  let options;
  try {
    const its = query.options ? check(query.options, 'options') : {};
    options = merge(usesCore ? all : { schedulingPolicy: 'none', ...all }, its);
  } catch (error) {
    return refuse('ERR_CLUSTER_OPTIONS', error.message);
  }
  const isShared = options.schedulingPolicy === 'none';
  if (isShared && options.proxyProtocol.kind !== 'off') {
    return refuse(
      'ERR_CLUSTER_OPTIONS',
      "schedulingPolicy 'none' lets the workers accept themselves, and has no PROXY protocol.",
    );
  }
  if (!usesCore && !isShared) {
    return refuse(
      'ERR_CLUSTER_OPTIONS',
      'the workers accept themselves, because cluster.schedulingPolicy is SCHED_NONE: there are no options to be had.',
    );
  }
  const own = usesCore ? asked(options) : null;
  // Without them the server would serve clients whose connections have no PROXY header, or those of other workers.
  if (!hasCore && own !== null && !isShared) {
    return refuse(
      'ERR_CLUSTER_OPTIONS',
      `only gocluster's core can do this: ${own.text}. It could not be started yet: at each fork() this process lacked a resource.`,
    );
  }
  if (there && there.options?.text !== own?.text) {
    const has = there.options?.text ?? ROUND_ROBIN;
    const wants = own?.text ?? ROUND_ROBIN;
    return refuse(
      'ERR_CLUSTER_OPTIONS_DIFFER',
      `the options of a server must be the same in all workers. There ${difference(has, wants, ', and this one asks for ')}.`,
    );
  }
  return { options: own };
}

module.exports = { optionsOf };
