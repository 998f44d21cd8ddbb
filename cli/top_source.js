'use strict';

// The source of the numbers of `gocluster top`: a control socket and, when the program is started again, the next one at the same path.
// Used by top.js and top_screen.js.

const { EventEmitter } = require('node:events');
const { askAt, placeOf, request, services } = require('../supervisor/control_client');
const { socketPath } = require('../supervisor/control_path');

/** Milliseconds until another try. */
const RETRY = 500;

/**
 * Events: 'answer' (a result of what follow() asks for), 'refused' (why there is none), 'lost' (nobody answers; it is tried again).
 */
class Source extends EventEmitter {
  #path;
  #timer;
  #end = new AbortController();

  /** @param {string} file of the control socket */
  constructor(file) {
    super();
    this.#path = file;
  }

  /** @param {object} asked @returns {Promise<object>} the result of one verb */
  ask(asked) {
    return askAt(this.#path, asked, this.#end.signal);
  }

  /** @param {object} asked whose results come for ever */
  follow(asked) {
    const { signal } = this.#end;
    const onAnswer = ({ ok, result, error }) => {
      if (ok) this.emit('answer', result);
      else this.emit('refused', error.message);
    };
    const onEnd = () => {
      if (signal.aborted) return;
      this.emit('lost');
      this.#timer = setTimeout(() => this.follow(asked), RETRY);
    };
    request(this.#path, asked, { onAnswer, onEnd, signal });
  }

  /** Nothing more is waited for: what was asked fails. */
  close() {
    clearTimeout(this.#timer);
    this.#end.abort();
  }
}

/** @param {{control?: string, name?: string}} where @returns {Promise<string>} the path of the control socket */
async function pathOf(where) {
  const place = placeOf(where);
  if (place) return place;
  const { living, silent } = await services('stats');
  if (living.length === 1) return socketPath(living[0]);
  if (living.length > 1)
    throw new Error(`several services run: say which, by --name ${living.join(' or --name ')}`);
  throw (
    silent ??
    new Error(
      'no service of this user runs. Of any other program say where its control socket is: --control PATH',
    )
  );
}

module.exports = { Source, pathOf };
