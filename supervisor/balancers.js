'use strict';

// The servers that load balancers ask about the service: --agent-check and --health. Their sockets go to a successor, as the workers'
// sockets do, and the machine stays in service while a successor takes over. Used by index.js.

const AgentCheck = require('./agent_check');
const Availability = require('./availability');
const { addressError } = require('./errors');
const healthServer = require('./health');
const OwnDrain = require('./own_drain');
const { listenable } = require('../lib/upgrade');

/** Parses "8001", ":8001", "10.0.0.1:8001" or "[::1]:8001". */
function parse(address) {
  const [, host, port] = /^(?:\[?([^\]]*?)\]?:)?(\d+)$/.exec(address);
  return host ? { host, port: Number(port) } : { port: Number(port) };
}

/** @param {string} key of the setting @param {string} name of the socket among those that a successor gets */
function listen(server, key, name, address) {
  return new Promise((resolve, reject) => {
    server.once('error', ({ message }) => reject(addressError(`${key}: ${message}`)));
    server.listen(listenable(name, parse(address), server), () => {
      server.removeAllListeners('error');
      server.on('error', () => {}); // out of descriptors: the server continues
      server.unref();
      resolve();
    });
  });
}

/**
 * @param {import('./supervisor')} supervisor
 * @param {string} file the path of the service's control socket
 * @returns {Promise<void>} resolves when the servers listen
 * @throws ERR_GOCLUSTER_ADDRESS
 */
async function serveBalancers(supervisor, file) {
  const { agentCheck, agentWeights, health } = supervisor.config;
  const availability = new Availability(supervisor);
  const make = () => {
    const all = [];
    if (health) all.push([healthServer(availability), 'health', 'health', health]);
    if (agentCheck) {
      const check = new AgentCheck(availability, {
        weights: agentWeights,
        drained: new OwnDrain(file),
      });
      all.push([check.server(), 'agentCheck', 'agent', agentCheck]);
    }
    return all;
  };
  let open = [];
  const start = async () => {
    open = make();
    await Promise.all(open.map((each) => listen(...each)));
  };
  const stop = () => open.forEach(([server]) => server.close());
  supervisor.on('upgraded', stop);
  supervisor.once('ended', stop); // the process may go on, and start a service again
  await start();
  supervisor.on('resumed', () =>
    start().catch(({ message }) => supervisor.emit('warning', message)),
  );
}

module.exports = serveBalancers;
