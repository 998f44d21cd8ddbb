'use strict';

// The handle that represents one of the core's listeners in a worker's net.Server. It has what net.Server uses of a real handle, as
// the handle of Node's own round robin has. Used by inbox.js.

const { setInterval, clearInterval } = require('./intrinsics');

/** The longest time that a timer of Node's can have, in milliseconds: 25 days. */
const TIMEOUT_MAX = 2 ** 31 - 1;

function nothing() {}

/**
 * @param {object | undefined} sockname the bound address; undefined for a Unix socket
 * @param {() => void} onlisten
 * @param {() => void} onclose called once
 * @returns {object}
 */
function serverHandle(sockname, onlisten, onclose) {
  let open = true;
  let timer = null; // keeps the process alive. It is a timer as under the built-in, for tools that list what keeps a process alive
  const ref = () => {
    if (open) timer ??= setInterval(nothing, TIMEOUT_MAX);
  };
  const unref = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const handle = {
    close() {
      if (!open) return;
      unref();
      open = false;
      onclose();
    },
    listen() {
      onlisten();
      return 0;
    },
    ref,
    unref,
  };
  ref();
  if (sockname) {
    handle.getsockname = (out) => {
      if (open) {
        out.address = sockname.address;
        out.family = sockname.family;
        out.port = sockname.port;
      }
      return 0;
    };
  }
  return handle;
}

module.exports = serverHandle;
