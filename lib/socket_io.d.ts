// gocluster/socket.io: session ids that tell which worker has the session, for a server with `sticky: { socketIO: true }`.

/**
 * Has a server of socket.io or engine.io put this worker's number into the session ids that it makes, and the HTTP server of socket.io
 * keep no connection for a second request. The program's own `generateId`, where it has one, is called first. In a process that is no
 * worker it changes nothing.
 *
 * @returns io
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`
 */
export function attach<T extends object>(io: T): T;
