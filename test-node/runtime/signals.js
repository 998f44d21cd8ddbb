'use strict';
// Signals for the tests of runtime/: which ones, handlers that count them, and floods of them.

const { until } = require('../support/deadline.js');

/** Fifteen that a program may handle. No SIGTSTP: the kernel drops a pending SIGCONT when it comes. */
const FIFTEEN =
  'SIGHUP SIGINT SIGQUIT SIGUSR1 SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGCHLD SIGCONT SIGURG SIGXFSZ SIGVTALRM SIGWINCH SIGIO'.split(
    ' ',
  );

/** For Member.run: a handler for each signal, which counts under `name`. */
const handle = ({ state }, name, signals) => {
  state.counts ??= {};
  const counts = (state.counts[name] = {});
  for (const signal of signals) process.on(signal, () => (counts[signal] = ++counts[signal] || 1));
};

const countsOf = ({ state }, name) => state.counts[name];

/** Sends all signals to the member, `rounds` times. `between` is awaited every ten rounds. */
async function flood(member, signals, rounds, between) {
  for (let round = 0; round < rounds; round++) {
    for (const signal of signals) member.kill(signal);
    if (round % 10 === 0) await between?.();
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Sends each signal once, and waits until the handlers of every name have been called for it. */
async function eachIsHandled(member, signals, names) {
  for (const name of names) {
    const before = await member.run(countsOf, name);
    for (const signal of signals) member.kill(signal);
    let missing;
    await until(
      async () => {
        const now = await member.run(countsOf, name);
        missing = signals.filter((signal) => (now[signal] ?? 0) === (before[signal] ?? 0));
        return missing.length === 0;
      },
      () => `handlers '${name}' of ${member.to} for ${missing}`,
    );
  }
}

module.exports = { FIFTEEN, countsOf, eachIsHandled, flood, handle };
