'use strict';

// The last response on a connection: its header tells the client that the connection ends. Used by worker_drain.js.

const CLOSE = ['Connection', 'close'];

const isConnection = (name) => String(name).toLowerCase() === 'connection';
/** A response that switches to another protocol says "Upgrade" there. */
const isUpgrade = (value) => /upgrade/i.test(value);

/** Headers as pairs. As an array, writeHead() takes them in one list; a list of pairs works, too. */
function pairsOf(headers) {
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (Array.isArray(headers[0])) return headers;
  const pair = (_, i) => headers.slice(2 * i, 2 * i + 2);
  return Array.from({ length: Math.ceil(headers.length / 2) }, pair);
}

/** The same headers, in the same form, with `Connection: close`. */
function withClose(headers) {
  const pairs = pairsOf(headers);
  if (pairs.some(([name, value]) => isConnection(name) && isUpgrade(value))) return headers;
  const closing = [...pairs.filter(([name]) => !isConnection(name)), CLOSE];
  if (!Array.isArray(headers)) return Object.fromEntries(closing);
  return Array.isArray(headers[0]) ? closing : closing.flat();
}

/**
 * Makes a response say `Connection: close`, whatever the program says: a proxy passes on the `keep-alive` of its connection to another
 * server. This waits for writeHead(), which is called for every response, by Node if not by the program: a header that has been set before
 * would change what writeHead() does with the program's own.
 *
 * @param {import('node:http').ServerResponse} response whose header has not been sent
 */
function closeAfter(response) {
  response.writeHead = function (...args) {
    const at = args.findIndex((arg) => typeof arg === 'object' && arg !== null);
    if (!this.headersSent && !isUpgrade(this.getHeader('Connection'))) {
      if (at > 0) args[at] = withClose(args[at]);
      else this.setHeader(...CLOSE);
    }
    return Object.getPrototypeOf(this).writeHead.apply(this, args);
  };
}

module.exports = closeAfter;
