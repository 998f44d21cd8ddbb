'use strict';

// Reports the files that a worker's program has loaded, as CommonJS and as ES modules, for `watch`. It uses Node's synchronous hooks if
// Node has them; otherwise the cache of CommonJS, and for ES modules hooks that run in a thread (worker_hooks.mjs). Used by
// worker_preload.js.

/* eslint-disable n/no-unsupported-features/node-builtins -- each is used where it is there */
const module_ = require('node:module');
const path = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { MessageChannel } = require('node:worker_threads');

/** How often the cache of CommonJS is read, in milliseconds. */
const READ_MS = 100;

/** @param {(files: string[]) => void} onLoaded called with newly loaded files */
function followModules(onLoaded) {
  const known = new Set();
  const add = (files) => {
    const fresh = files.filter((file) => file && !known.has(file) && !isOwn(file));
    for (const file of fresh) known.add(file);
    if (fresh.length > 0) onLoaded(fresh);
  };
  if (module_.registerHooks) {
    module_.registerHooks({
      load(url, context, nextLoad) {
        add([fileOf(url)]);
        return nextLoad(url, context);
      },
    });
    return;
  }
  const read = () => add([process.argv[1], ...Object.keys(require.cache)]);
  setInterval(read, READ_MS).unref();
  process.on('exit', read);
  followImports(add);
}

/** Follows ES modules by hooks in a thread. */
function followImports(add) {
  if (!module_.register) return;
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (url) => add([fileOf(url)]));
  port1.unref();
  module_.register(pathToFileURL(path.join(__dirname, 'worker_hooks.mjs')), {
    data: { port: port2 },
    transferList: [port2],
  });
}

const isOwn = (file) => path.dirname(file) === __dirname;

/** @returns {string | null} null if the URL is not that of a file */
function fileOf(url) {
  try {
    return url.startsWith('file:') ? fileURLToPath(url.split(/[?#]/)[0]) : null;
  } catch {
    return null;
  }
}

module.exports = followModules;
