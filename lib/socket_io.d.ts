// gocluster/socket.io: session ids that name the worker that has the session, for a server with `sticky: { socketIO: true }`.

/**
 * Makes a server of socket.io or engine.io put this worker's number into the session ids that it creates, and makes its HTTP server
 * close each connection after one request. A `generateId` of the program's own, whenever it is set, is called first. In a
 * process that is not a worker this changes nothing.
 *
 * @returns io
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE`
 */
export function attach<T extends object>(io: T): T;
