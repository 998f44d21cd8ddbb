'use strict';

// The sizes of a run. Times are in milliseconds.
//   warmUp  connections a worker serves before anything is measured
//   warm    how long keep-alive load is made, after warmUp, before it is measured
//   settle  how long load is made before each measured time, if the cluster is warm already
//   many, manyClients  for how long there are more clients than the kernel's queue can hold, and how many
//   puma, requests     of two published loads: the length of the long request, and the number of requests
//   short, long  measured time of a load
//   handlers for how long a slow handler blocks its worker, one case each
//   percents, open  the rates of the open loop in percent, and how long each of them lasts
//   spread  how many connections are made to measure their distribution
//   stall   for how long the stalled worker is blocked
//   killing for how long workers are killed
//   rest    for how long an idle cluster is watched

const full = {
  name: 'full',
  workers: [2, 4, 8],
  clients: [8, 32, 256],
  growth: {
    workers: [1, 2, 4, 8, 16],
    clients: [1, 8, 32, 128, 512, 2000],
    listeners: [1, 10, 100, 500, 2000],
  },
  many: 8_000,
  manyClients: [2_000, 6_000],
  puma: 12_000,
  requests: 20_000,
  handlers: [1, 5, 20, 60],
  percents: [5, 10, 20, 30, 40, 50, 60, 80, 100, 120],
  open: 2_000,
  spread: 8_000,
  warmUp: 6_000,
  warm: 1_000,
  settle: 200,
  short: 1_200,
  long: 3_000,
  stall: 4_000,
  killing: 5_000,
  rest: 10_000,
};

const quick = {
  name: 'quick',
  workers: [2],
  clients: [32],
  growth: { workers: [1, 4], clients: [1, 256], listeners: [1, 100] },
  many: 2_000,
  manyClients: [1_000],
  puma: 4_000,
  requests: 2_000,
  handlers: [20],
  percents: [30, 60],
  open: 1_000,
  spread: 2_000,
  warmUp: 500,
  warm: 500,
  settle: 200,
  short: 500,
  long: 1_000,
  stall: 2_000,
  killing: 2_000,
  rest: 1_000,
};

module.exports = { full, quick };
