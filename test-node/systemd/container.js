'use strict';

// Container: systemd as process 1 of namespaces of its own, with this machine's programs and this clone of gocluster, read-only. Nothing
// of it is left when it has stopped. Used by run.js.

const { execFile, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { until } = require('../support/deadline.js');

const ROOT = path.resolve(__dirname, '../..');
const SYSTEMD = '/lib/systemd/systemd';
const NAMESPACES = ['--mount', '--uts', '--ipc', '--net', '--cgroup', '--pid'];
const TOOLS = ['unshare', 'nsenter', 'setpriv', 'pivot_root', 'ip', 'ss'];
/** Where the container has what is not its own: enter.sh. */
const NODE = `/opt/node/${path.basename(process.execPath)}`;
const PACKAGE = '/opt/gocluster';

/** Where cgroups of version 2 are: beside those of version 1, or alone. */
function cgroups() {
  return ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find((folder) =>
    fs.existsSync(path.join(folder, 'cgroup.procs')),
  );
}

/** @returns {string | null} why there can be no container here */
function obstacle() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return 'root of a Linux is needed';
  if (!fs.existsSync(SYSTEMD)) return `there is no ${SYSTEMD}`;
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error);
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  if (!cgroups()) return 'there is no cgroup of version 2';
  const { status, stderr } = spawnSync('unshare', [...NAMESPACES, '--fork', 'true']);
  return status === 0 ? null : `${stderr}`.trim();
}

class Container {
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-systemd-'));
  #cgroup = path.join(cgroups(), path.basename(this.#folder));
  #unshare;
  #output = '';
  #init;
  /** Seconds since 1970. */
  #cleared = 0;

  async start() {
    fs.mkdirSync(this.#cgroup);
    const enter = `echo $$ > "$0/cgroup.procs"; exec "$@"`;
    const words = [
      ...['unshare', ...NAMESPACES, '--fork', '--kill-child'],
      ...['sh', path.join(__dirname, 'enter.sh'), this.#folder, process.execPath, ROOT],
    ];
    const stdio = ['ignore', 'pipe', 'pipe'];
    this.#unshare = spawn('sh', ['-c', enter, this.#cgroup, ...words], { stdio });
    for (const stream of [this.#unshare.stdout, this.#unshare.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.#output += text));
    }
    await until(() => this.#findInit(), 'systemd');
    await until(
      async () => (await this.run('systemctl', 'is-system-running')).stdout === 'running',
      () => `a running system\n${this.#output}`,
    );
  }

  /** Process 1, by its id outside. */
  #findInit() {
    const { pid, exitCode } = this.#unshare;
    if (exitCode !== null) throw new Error(`there is no container: ${this.#output}`);
    const [child] = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ');
    if (!child || !fs.readFileSync(`/proc/${child}/cmdline`, 'latin1').startsWith(SYSTEMD)) {
      return false;
    }
    this.#init = child;
    return true;
  }

  /** Runs a command inside. @returns {Promise<{code: number, stdout: string, stderr: string}>} */
  run(...words) {
    const args = ['--target', this.#init, '--all', ...words];
    return new Promise((resolve) => {
      execFile('nsenter', args, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stdout: stdout.trim(), stderr: stderr.trim() });
      });
    });
  }

  /** The same, of which nothing but success is expected. @returns {Promise<string>} */
  async do(...words) {
    const { code, stdout, stderr } = await this.run(...words);
    if (code !== 0) throw new Error(`${words.join(' ')}: ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** A Node program of the test, out here, in the container's network. */
  spawnInNetwork(file, ...args) {
    const words = ['--target', this.#init, '--net', process.execPath, file, ...args];
    return spawn('nsenter', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  /** A file in the container. */
  write(file, text) {
    const whole = this.inside(file);
    fs.mkdirSync(path.dirname(whole), { recursive: true });
    fs.writeFileSync(whole, text);
  }

  /** A folder with a program and gocluster, as npm has installed it. */
  project(folder, files) {
    for (const [name, text] of Object.entries(files)) this.write(`${folder}/${name}`, text);
    const modules = this.inside(`${folder}/node_modules`);
    fs.mkdirSync(`${modules}/.bin`, { recursive: true });
    fs.symlinkSync(PACKAGE, `${modules}/gocluster`);
    fs.symlinkSync('../gocluster/cli/index.js', `${modules}/.bin/gocluster`);
  }

  /** Its path out here. */
  inside(file) {
    return `/proc/${this.#init}/root${file}`;
  }

  /** What is in the journal since the last clear(). */
  journal(...options) {
    return this.do('journalctl', '--since', `@${this.#cleared}`, ...options);
  }

  /** Everything that checks have installed goes. */
  async clear() {
    const folder = this.inside('/etc/systemd/system');
    const isOurs = (name) => /\.(service|socket)$/.test(name) && !isMask(path.join(folder, name));
    const units = fs.readdirSync(folder).filter(isOurs);
    for (const unit of units) {
      const pattern = unit.replace('@.', '@*.');
      await this.run('systemctl', 'kill', '--signal', 'KILL', pattern);
      await this.run('systemctl', 'stop', pattern);
      fs.rmSync(path.join(folder, unit));
    }
    await this.do('systemctl', 'daemon-reload');
    await this.do('systemctl', 'reset-failed');
    fs.rmSync(this.inside('/srv'), { recursive: true });
    fs.mkdirSync(this.inside('/srv'));
    this.#cleared = Date.now() / 1000;
  }

  async stop() {
    if (this.#unshare && this.#unshare.exitCode === null) {
      const gone = once(this.#unshare, 'exit');
      this.#unshare.kill('SIGKILL'); // process 1 goes with it, and with that all others
      await gone;
    }
    await until(() => remove(this.#cgroup), 'the end of all processes');
    fs.rmdirSync(this.#folder);
  }
}

const isMask = (file) => fs.lstatSync(file).isSymbolicLink();

/** A tree of cgroups, from its leaves. @returns {boolean} whether it is gone; not while there is a process in it */
function remove(folder) {
  if (!fs.existsSync(folder)) return true;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !remove(path.join(folder, entry.name))) return false;
  }
  try {
    fs.rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

module.exports = { Container, obstacle, NODE, PACKAGE };
