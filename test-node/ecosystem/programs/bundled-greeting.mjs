// The module of bundled.mjs's own.

export const greeting = (name, worker) => `Hello ${name}, this is worker ${worker}.`;
