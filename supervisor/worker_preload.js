'use strict';

// Loaded in each worker before the program: prepares for a drain, and observes what the supervisor has asked for. The program does not
// see it: it is removed from execArgv and the environment, so that processes that the program forks do not load it. A thread or another
// process that loads it nevertheless does nothing.

const { isMainThread } = require('node:worker_threads');

const at = process.execArgv.indexOf(__filename);
if (at > 0) process.execArgv.splice(at - 1, 2);

const observed = process.env.GOCLUSTER_OBSERVE;
if (observed) delete process.env.GOCLUSTER_OBSERVE;

if (at > 0 && isMainThread && process.connected) {
  const { isatty } = require('node:tty');
  // All of it now: by the time of the drain a deployment may have removed or replaced the files.
  const { Asked } = require('./worker_asked');
  const drain = require('./worker_drain');
  const signalAtTheEnd = require('./worker_farewell');
  // A terminal's Ctrl-C goes to every process in the foreground, to the supervisor, too.
  const interrupted = isatty(0) ? new Asked('SIGINT', () => process.connected) : null;
  let asked = null;
  const onClosed = (address) => notify({ act: 'closed', address });
  const onFirst = () => {
    // Only now, because a worker that does not listen yet has nothing to finish.
    asked = new Asked('SIGTERM', () => notify({ act: 'asked' }));
  };
  const onAlone = () => notify({ act: 'alone' });
  const servers = require('./worker_servers').watch(onFirst, onClosed, onAlone);
  require('./worker_datagrams')(onClosed);
  const handlers = {
    drain({ deadline, signal }) {
      asked?.drain();
      interrupted?.drain();
      drain(servers, deadline);
      signalAtTheEnd(signal, { SIGTERM: asked, SIGINT: interrupted }[signal]);
    },
    end({ signal }) {
      asked?.end();
      if (signal === 'SIGINT') interrupted?.end();
    },
    ping: () => notify({ act: 'pong' }),
  };
  process.on('internalMessage', (message) => {
    if (message.cmd === 'NODE_GOCLUSTER') handlers[message.act]?.(message);
  });
  if (observed) {
    const { requests, stuckAfter, watch } = JSON.parse(observed);
    if (requests) {
      require('./worker_requests')(servers, requests, () =>
        notify({ act: 'old', reason: `${requests} requests` }),
      );
    }
    if (stuckAfter) require('./worker_heart')(stuckAfter);
    if (watch) require('./worker_modules')((files) => notify({ act: 'loaded', files }));
  }
}

/** Sends the supervisor a message. Node does not pass a `cmd` that begins with NODE_ to programs. @returns {boolean} whether it was sent */
function notify(message) {
  if (!process.connected) return false;
  process.send({ cmd: 'NODE_GOCLUSTER', ...message }, () => {});
  return true;
}
