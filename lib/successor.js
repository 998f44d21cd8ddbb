'use strict';

// Successor: the process that takes this one's place. It gets the listening sockets by systemd's protocol (LISTEN_FDS), and one end of
// a stream on which it reports that it is ready, in lines as sd_notify(3) has them. Used by upgrade.js.
//
// Under systemd, the successor must be a child of systemd when it is named the main process: otherwise systemd does not wait for its
// end, and with KillMode=mixed sends SIGKILL to all processes directly after the first SIGTERM. So a shell is started between this
// process and the successor. It is killed when the successor is ready, which makes systemd the successor's parent.

const { spawn } = require('node:child_process');
const {
  Number,
  Promise,
  setTimeout,
  clearTimeout,
  min,
  stringIndexOf,
  stringSlice,
} = require('./intrinsics');
const { READY_FD, PID } = require('./predecessor');

/** SD_LISTEN_FDS_START */
const FIRST_FD = 3;
/** LISTEN_PID is the successor's process id, which nobody knows in advance: a shell sets it, and then becomes the successor (exec). */
const SHELL = '/bin/sh';
const SCRIPT = 'export LISTEN_PID=$$; exec "$@"';
/**
 * The script of the shell between. Its standard input becomes the successor's standard output. To its own standard output it writes the
 * successor's process id. It exits when the successor does, with the same code.
 */
const FOSTER =
  '{ "$0" -c \'export LISTEN_PID=$$ SYSTEMD_EXEC_PID=$$; exec "$@"\' "$0" "$@" & } >&0; echo $!; wait $!';
/** The longest time of a timer of Node's, in milliseconds: one that is set to more, or to Infinity, fires at once. */
const TIMER_MAX = 2 ** 31 - 1;
/** The longest line that is a message, in characters. */
const TEXT_MAX = 65536;

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // the process has just ended
  }
}

class Successor {
  pid;
  /** Resolves when the successor is ready; rejects with a text, the reason why it does not become ready. @type {Promise<void>} */
  ready;
  /** Resolves if the successor, without having been told to end, ends by a signal or with a code other than 0. @type {Promise<void>} */
  lost;
  /** How it has ended, once `lost` is resolved. @type {string | null} */
  end = null;

  /** The successor, or the shell between. */
  #child;
  #isFostered;
  /** Resolves when the shell between has written `pid`. @type {Promise<void>} */
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
   * @param {number} timeout milliseconds within which the successor must report that it is ready
   * @param {boolean} isOfSystemd whether this process is the main process of a systemd unit
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
    // At once, because nobody else may listen to the 'error' of a process that could not be started: it would end this one.
    this.#child.on('error', (error) => this.#fail(error.message));
    this.#stream = this.#child.stdio?.[readyFD]; // without descriptors for the streams there is no array
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
    this.lost = new Promise((resolve) => {
      // Not 'exit': the successor's last messages may arrive after its exit.
      this.#child.on('close', (code, signal) => {
        const end = this.#status || `it ended with ${signal ?? `exit code ${code}`}`;
        this.#fail(end);
        if (code === 0 || this.#isStopping) return;
        this.end = end;
        resolve();
      });
    });
    this.#stream?.setEncoding('utf8');
    this.#stream?.on('data', (text) => this.#read(text));
    this.#stream?.on('error', () => {}); // the successor has ended
    const late = () => {
      this.kill();
      this.#fail(`it did not say within ${timeout} ms that it is ready`);
    };
    this.#timer = setTimeout(late, min(timeout, TIMER_MAX));
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
    // Neither may keep this process alive: its end tells the successor that it is alone.
    this.#child.unref();
    this.#stream.unref();
  }

  /** Kills the shell between: from then on systemd is the successor's parent. */
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
    // The shell waits for the successor: until the shell ends, no other process can get the id.
    if (this.#child.exitCode === null) kill(this.pid);
  }

  /** Kills the successor, unless it is ready. */
  cancel() {
    if (this.#isReady) return;
    this.#fail('this process was told to end meanwhile');
    this.kill();
  }
}

module.exports = Successor;
