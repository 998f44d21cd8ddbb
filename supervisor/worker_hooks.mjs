// Node's hooks for ES modules, in a thread of their own: they report what is loaded. Registered by worker_modules.js.

let port;

export function initialize(data) {
  ({ port } = data);
}

export function load(url, context, nextLoad) {
  port.postMessage(url);
  return nextLoad(url, context);
}
