'use strict';

// Keeps the newest connections of a server that anybody may connect to. Used by agent_check.js and health.js.

/**
 * Keeps at most `max` connections, and ends the oldest one for a further one: silent clients that stay connected keep no other client
 * from being answered.
 *
 * @param {import('node:net').Server} server
 * @param {number} max
 */
function keepNewest(server, max) {
  const open = new Set(); // in the order in which they came
  server.on('connection', (socket) => {
    if (open.size === max) {
      const [oldest] = open;
      open.delete(oldest);
      oldest.destroy();
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}

module.exports = keepNewest;
