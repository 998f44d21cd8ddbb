'use strict';

// What is done to the machines while clients come. Each returns what was seen, in words, and the account. Used by run.js.

const { WORKERS } = require('./machine');

/** How long a state that has been reached is watched, in milliseconds. */
const WATCH_MS = 5000;

const UP = /^UP 100$/;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The account of what comes from now on, for a while. */
async function watch({ load }, ms = WATCH_MS) {
  const from = Date.now();
  await pause(ms);
  return load.between(from, Date.now());
}

const sharesOf = ({ machines }, account) =>
  machines.map(({ name }) => `${name} ${account.shareOf(name)} %`).join(', ');

async function shares(world) {
  return `shares: ${sharesOf(world, await watch(world))}`;
}

/** One machine after the other: a new supervisor and new workers, while the port stays open. */
async function upgrades({ machines, rounds }) {
  for (let round = 0; round < rounds; round++) {
    for (const machine of machines) await machine.upgrade();
  }
  return `${rounds * machines.length} upgrades`;
}

/** One machine after the other ends, and is started when it has. Balancers that ask are told before it does. */
async function restarts({ machines, rounds, haproxy }) {
  for (let round = 0; round < rounds; round++) {
    for (const machine of machines) {
      await machine.stop();
      await machine.start();
      await haproxy.until(machine.name, UP);
    }
  }
  return `${rounds * machines.length} times stopped and started`;
}

async function halfStalls(world) {
  const { haproxy, machines } = world;
  const [machine] = machines;
  await machine.signal('STOP', WORKERS / 2);
  const took = await haproxy.until(machine.name, /^UP 50$/);
  const seen = await watch(world);
  await machine.signal('CONT', WORKERS);
  const back = await haproxy.until(machine.name, UP);
  return `weight 50 after ${seconds(took)}, shares then: ${sharesOf(world, seen)}; 100 again after ${seconds(back)}`;
}

async function stalls(world) {
  const { haproxy, machines } = world;
  const [machine] = machines;
  await machine.signal('STOP', WORKERS);
  const took = await haproxy.until(machine.name, /^DOWN \(agent\)/);
  const seen = await watch(world);
  await machine.signal('CONT', WORKERS);
  const back = await haproxy.until(machine.name, UP);
  const after = await watch(world);
  return `down after ${seconds(took)}, shares then: ${sharesOf(world, seen)}; up after ${seconds(back)}, shares then: ${sharesOf(world, after)}`;
}

/** Every process is killed at once. What fails is what that machine was working on: it was begun before. */
async function dies(world) {
  const { haproxy, load, machines } = world;
  const [machine] = machines;
  await machine.die();
  const dead = Date.now();
  const seen = await watch(world);
  await machine.start();
  const back = haproxy ? await haproxy.until(machine.name, UP) : 0;
  const { failures } = load.between(dead, Infinity);
  return `failed of those begun after its end: ${failures.length}; shares then: ${sharesOf(world, seen)}; up ${seconds(back)} after its start`;
}

const metOf = (account) =>
  `a client has met ${account.metBy(({ machine }) => machine).toFixed(1)} machines and ${account
    .metBy(({ machine, worker }) => `${machine} ${worker}`)
    .toFixed(1)} workers`;

async function sticky(world) {
  return metOf(await watch(world));
}

const HAPROXY = 'http://10.30.0.1';
const NGINX = 'http://10.30.0.2';

/** By the name that --only takes. */
const demonstrations = {
  shares: { title: 'HAProxy', url: HAPROXY, act: shares },
  upgrade: { title: 'HAProxy, rolling `gocluster upgrade`', url: HAPROXY, act: upgrades },
  restart: { title: 'HAProxy, rolling stop and start', url: HAPROXY, act: restarts },
  half: {
    title: 'HAProxy, one of the two workers of machine a is stopped',
    url: HAPROXY,
    act: halfStalls,
  },
  stall: { title: 'HAProxy, both workers of machine a are stopped', url: HAPROXY, act: stalls },
  die: { title: 'HAProxy, all processes of machine a are killed', url: HAPROXY, act: dies },
  cookie: {
    title: "HAProxy's cookie, `rr` inside",
    url: `${HAPROXY}:81`,
    act: sticky,
    cookie: true,
  },
  address: {
    title: '`balance source`, `--sticky address` inside',
    url: `${HAPROXY}:82`,
    act: sticky,
    service: 'sticky',
  },
  'nginx-upgrade': { title: 'nginx, rolling `gocluster upgrade`', url: NGINX, act: upgrades },
  'nginx-restart': { title: 'nginx, rolling stop and start', url: NGINX, act: restarts },
  'nginx-die': { title: 'nginx, all processes of machine a are killed', url: NGINX, act: dies },
};

module.exports = demonstrations;
