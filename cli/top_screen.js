'use strict';

// The live view of `gocluster top`: takes the terminal's alternate screen, reads keys, and draws a page for each answer. Used by top.js.

const readline = require('node:readline');
const colours = require('./colours');
const Rates = require('./top_rates');
const { Source } = require('./top_source');
const { page, SORTS } = require('./top_view');

// Escape sequences of a terminal: to the alternate screen, without a cursor and without wrapping; and back.
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const TO_END_OF_LINE = '\x1b[K';
const TO_END_OF_SCREEN = '\x1b[J';
/** An empty line, a message, and the keys. */
const FOOT_ROWS = 3;
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'];
/** The size of a terminal that does not tell it, or tells 0. */
const USUAL = { columns: 80, rows: 24 };

class Screen {
  #source;
  #rates = new Rates();
  #sort = 0;
  #message = '';
  #isLost = false;
  #isOver = false;
  #ended;
  #end;

  /** @param {string} path @param {number} interval milliseconds */
  constructor(path, interval) {
    this.#source = new Source(path);
    this.#ended = new Promise((resolve) => (this.#end = resolve));
    this.#source.on('answer', (stats) => {
      if (this.#isLost) this.#message = 'it is there again';
      this.#isLost = false;
      this.#rates.add(stats);
      this.#draw();
    });
    this.#source.on('refused', (message) => this.#say(message));
    this.#source.on('lost', () => {
      this.#isLost = true;
      this.#draw();
    });
    this.#source.follow({ verb: 'watch', interval });
  }

  /** Actions, by key. */
  #keys = {
    __proto__: null,
    q: () => this.#end(),
    s: () => {
      this.#sort = (this.#sort + 1) % SORTS.length;
      this.#draw();
    },
    r: () => this.#ask('reload', {}),
    '+': () => this.#ask('scale', { workers: '+1' }),
    '-': () => this.#ask('scale', { workers: '-1' }),
  };

  async run() {
    const { stdin, stdout } = process;
    const onKey = (text, { ctrl, name } = {}) =>
      ctrl && name === 'c' ? this.#end() : this.#keys[text]?.();
    const onSignal = () => this.#end();
    const draw = () => this.#draw();
    readline.emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on('keypress', onKey).resume();
    stdout.on('resize', draw).write(ENTER);
    // Restores the terminal, whatever ends this process.
    const restore = () => stdout.write(LEAVE);
    process.once('exit', restore);
    for (const signal of SIGNALS) process.once(signal, onSignal);
    this.#draw();
    await this.#ended;
    this.#isOver = true; // pending requests fail now, and would be drawn over the terminal's own screen
    this.#source.close();
    for (const signal of SIGNALS) process.off(signal, onSignal);
    stdin.setRawMode(false);
    stdin.off('keypress', onKey).pause();
    stdout.off('resize', draw);
    process.off('exit', restore);
    restore();
  }

  #can(verb) {
    return this.#rates.view()?.stats.verbs?.includes(verb);
  }

  async #ask(verb, args) {
    if (!this.#can(verb)) {
      this.#say(`there is nobody to ${verb} this: it was not started by gocluster run`);
      return;
    }
    this.#say(`${verb} ...`);
    try {
      const result = await this.#source.ask({ verb, ...args });
      const words = Object.entries(result).map(([name, value]) => `${name} ${value}`);
      this.#say(`${verb}: ${words.join(', ')}`);
    } catch ({ message }) {
      this.#say(`${verb}: ${message.split('\n')[0]}`);
    }
  }

  #say(message) {
    this.#message = message;
    this.#draw();
  }

  #draw() {
    if (this.#isOver) return;
    const columns = process.stdout.columns || USUAL.columns;
    const rows = process.stdout.rows || USUAL.rows;
    const view = this.#rates.view();
    const body = view ? page(view, { columns, sort: SORTS[this.#sort] }) : [];
    const lost = colours.red(
      view ? 'it does not answer any more: waiting for it' : 'nobody answers: waiting',
    );
    const more = this.#can('reload') ? '  r reload  + - scale' : '';
    const keys = colours.dim(`q quit  s sorted by ${SORTS[this.#sort]}${more}`);
    const shown = body.slice(0, Math.max(0, rows - FOOT_ROWS));
    const hidden = body.length - shown.length;
    const note = hidden > 0 ? `${hidden} more do not fit` : '';
    const foot = ['', this.#isLost ? lost : this.#message || note, keys];
    const lines = [...shown, ...foot];
    const text = lines.map((line) => line + TO_END_OF_LINE).join('\r\n');
    process.stdout.write(HOME + text + TO_END_OF_SCREEN);
  }
}

/** @param {string} path of the control socket @param {number} interval milliseconds */
function run(path, interval) {
  return new Screen(path, interval).run();
}

module.exports = { run };
