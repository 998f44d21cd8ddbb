'use strict';

// A real terminal (tmux): its screen and its keys.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { until } = require('./deadline.js');

const COLUMNS = 150;
const ROWS = 30;

/** For `skip`: why there is no terminal here. */
const noTmux = spawnSync('tmux', ['-V']).error && 'there is no tmux';

/** A terminal in which a command runs, and at its end the exit code is printed. */
class Terminal {
  #socket;

  constructor(t, command) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-terminal-'));
    this.#socket = path.join(folder, 'tmux');
    t.after(() => {
      spawnSync('tmux', ['-S', this.#socket, 'kill-server']);
      fs.rmSync(folder, { recursive: true });
    });
    const script = `${command}; echo "ended with $?"; cat`;
    this.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', `${COLUMNS}`, '-y', `${ROWS}`, script);
  }

  #tmux(...args) {
    return execFileSync('tmux', ['-S', this.#socket, ...args], { encoding: 'utf8' });
  }

  screen(...options) {
    return this.#tmux('capture-pane', '-p', ...options);
  }

  press(key) {
    this.#tmux('send-keys', '-l', key);
  }

  resize(columns, rows) {
    this.#tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`);
  }

  /** Presses Ctrl and a letter. */
  pressControl(letter) {
    this.#tmux('send-keys', `C-${letter}`);
  }

  /** Waits until the screen shows it. @param {RegExp} pattern */
  async shows(pattern) {
    let screen;
    await until(
      () => pattern.test((screen = this.screen())),
      () => `${pattern} on\n${screen}`,
    );
    return screen;
  }
}

module.exports = { Terminal, noTmux };
