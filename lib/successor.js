'use strict';

// Successor: the process that takes this one's place. It has the listening sockets by systemd's protocol, and one end of a stream on
// which it says that it is ready: lines of sd_notify's words. Used by upgrade.js.
//
// Under systemd it must be a child of systemd when it is named the main process: otherwise systemd does not wait for its end, and with
// KillMode=mixed sends SIGKILL to all processes directly after the first SIGTERM. So it has a shell between it and this process, which
// goes when it is ready.

const { spawn } = require('node:child_process');
const {
  Number,
  Promise,
  setTimeout,
  clearTimeout,
  stringIndexOf,
  stringSlice,
} = require('./intrinsics');
const { READY_FD, PID } = require('./predecessor');

/** SD_LISTEN_FDS_START */
const FIRST_FD = 3;
/** LISTEN_PID is the id of what the shell becomes: nobody knows it before. */
const SHELL = '/bin/sh';
const SCRIPT = 'export LISTEN_PID=$$; exec "$@"';
/**
 * Of the shell between. Its standard input is what the successor writes to, and on its standard output it says who that is. It ends as
 * that does, with its exit code.
 */
const FOSTER =
  '{ "$0" -c \'export LISTEN_PID=$$ SYSTEMD_EXEC_PID=$$; exec "$@"\' "$0" "$@" & } >&0; echo $!; wait $!';
/** Longer lines are no words of ours. */
const TEXT_MAX = 65536;

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}

class Successor {
  pid;
  /** Resolves when it is ready; rejected with why it is not. @type {Promise<void>} */
  ready;
  /** Resolves when it has ended though it was not told to: its place is empty. @type {Promise<void>} */
  lost;

  /** The successor, or the shell between. */
  #child;
  #isFostered;
  /** Resolves when the shell has said it. @type {Promise<void>} */
  #pidKnown;
  #stream;
  #timer;
  #text = '';
  #status = '';
  #isReady = false;
  #isStopping = false;
  #settle;

  /**
   * @param {{command: string, args: string[], cwd: string, env: object}} program
   * @param {{fd: number, name: string}[]} sockets borrowed
   * @param {number} timeout milliseconds within which it must say that it is ready
   * @param {boolean} isOfSystemd whether this process is the main one of a unit
   */
  constructor(program, sockets, timeout, isOfSystemd) {
    this.ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#isFostered = isOfSystemd;
    this.#start(program, sockets);
    this.#watch(timeout);
  }

  #start({ command, args, cwd, env }, sockets) {
    const stdio = this.#isFostered ? [1, 'pipe', 'inherit'] : ['inherit', 'inherit', 'inherit'];
    let names = '';
    for (let i = 0; i < sockets.length; i++) {
      stdio[FIRST_FD + i] = sockets[i].fd;
      names += `${i > 0 ? ':' : ''}${sockets[i].name}`;
    }
    const readyFD = stdio.length;
    stdio[readyFD] = 'pipe';
    const words = ['-c', this.#isFostered ? FOSTER : SCRIPT, SHELL, command];
    for (let i = 0; i < args.length; i++) words[words.length] = args[i];
    const variables = {
      ...env,
      LISTEN_FDS: `${sockets.length}`,
      LISTEN_FDNAMES: names,
      [READY_FD]: `${readyFD}`,
      [PID]: `${process.pid}`,
    };
    this.#child = spawn(SHELL, words, { cwd, env: variables, stdio });
    this.#stream = this.#child.stdio[readyFD];
    if (this.#isFostered) this.#readPid();
    else this.pid = this.#child.pid;
  }

  #readPid() {
    let text = '';
    this.#pidKnown = new Promise((resolve) => {
      this.#child.stdout?.setEncoding('utf8');
      this.#child.stdout?.on('data', (chunk) => {
        text += chunk;
        if (stringIndexOf(text, '\n') < 0) return;
        this.pid = Number(text);
        resolve();
      });
    });
  }

  #watch(timeout) {
    this.#child.on('error', (error) => this.#fail(error.message));
    this.lost = new Promise((resolve) => {
      // What it has said last may come after its end.
      this.#child.on('close', (code, signal) => {
        this.#fail(this.#status || `it ended with ${signal ?? `exit code ${code}`}`);
        if (code !== 0 && !this.#isStopping) resolve();
      });
    });
    this.#stream?.setEncoding('utf8');
    this.#stream?.on('data', (text) => this.#read(text));
    this.#stream?.on('error', () => {}); // it has ended
    this.#timer = setTimeout(() => {
      this.kill();
      this.#fail(`it did not say within ${timeout} ms that it is ready`);
    }, timeout);
  }

  #read(text) {
    this.#text += text;
    let end;
    while ((end = stringIndexOf(this.#text, '\n')) >= 0) {
      this.#hear(stringSlice(this.#text, 0, end));
      this.#text = stringSlice(this.#text, end + 1);
    }
    if (this.#text.length > TEXT_MAX) this.#text = '';
  }

  #hear(line) {
    const at = stringIndexOf(line, '=');
    const word = stringSlice(line, 0, at < 0 ? line.length : at);
    const value = stringSlice(line, at + 1);
    if (word === 'READY' && value === '1') this.#succeed();
    else if (word === 'STOPPING' && value === '1') this.#isStopping = true;
    else if (word === 'STATUS') this.#status += `${this.#status && '\n'}${value}`;
  }

  async #succeed() {
    if (this.#isReady) return;
    this.#isReady = true;
    clearTimeout(this.#timer);
    if (this.#isFostered) await this.#release();
    this.#settle.resolve();
    // Neither keeps this process alive, whose end tells the successor that it is alone.
    this.#child.unref();
    this.#stream.unref();
  }

  /** The shell goes: systemd is its parent from then on. */
  async #release() {
    const gone = new Promise((resolve) => this.#child.on('exit', resolve));
    await this.#pidKnown;
    if (!this.#child.kill('SIGKILL')) return; // it has ended already
    await gone;
  }

  #fail(reason) {
    clearTimeout(this.#timer);
    this.#stream?.destroy();
    this.#settle.reject(reason);
  }

  async kill() {
    if (!this.#isFostered) return void this.#child.kill('SIGKILL');
    await this.#pidKnown;
    // The shell waits for it: until the shell's end the id is nobody else's.
    if (this.#child.exitCode === null) kill(this.pid);
  }

  /** Unless it is ready. */
  cancel() {
    if (this.#isReady) return;
    this.#fail('this process was told to end meanwhile');
    this.kill();
  }
}

module.exports = Successor;
