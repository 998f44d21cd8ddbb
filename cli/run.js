'use strict';

// gocluster run: runs an unchanged program on several workers, and keeps them alive. Used by index.js.

const { parse } = require('./run_options');
const { misused } = require('./usage');

const USAGE = `usage: gocluster run [options] script [arguments]

Runs an unchanged server on several workers, keeps them alive, and replaces them without losing a request.

  -w, --workers N|auto       number of workers; auto: one for each processor that it may use (WEB_CONCURRENCY)
  -n, --name NAME            name for "gocluster status" and the like; default: the script's name
  -c, --config FILE          instead of gocluster.config.js, .cjs, .mjs, .json or "gocluster" in package.json
      --cwd FOLDER           working directory of the program
      --node-args ARGUMENTS  arguments of node for the workers: --node-args "--import tsx"
      --from FILE            reads PM2's ecosystem.config.js; --only NAME: one of several apps; --env NAME: with env_NAME
      --policy POLICY        who gets the next connection: rr, none, least-connections, sticky
      --sticky BY            one worker for each client: address, header=NAME, cookie=NAME, query=NAME, socket.io
      --proxy-protocol WHO   connections begin with a PROXY header: required, optional, or those from networks
  -W, --watch                reload when a file that the program has loaded changes: for development
      --wait-ready           a worker is ready when it calls process.send('ready'), not when it listens
      --ready-timeout TIME   how long a worker may take to become ready; 30s
      --drain-timeout TIME   how long a worker that is replaced or stopped may finish its connections; 30s
      --exit-timeout TIME    how long it may then finish anything else, and again after the stop signal; 2s
      --stop-signal SIGNAL   ends a worker that has finished, or is too late; SIGTERM
      --drain-message TEXT   sent to the program (process.on('message')) when it should end long-lived connections
      --settle-time TIME     how long a new worker must stay ready before an old one drains; 1s
      --drain-delay TIME     how long a shutdown waits before it drains, so that balancers learn of it first; 0
      --agent-check ADDRESS  answers HAProxy's agent-check; --no-agent-weights: without weights
      --health ADDRESS       /live and /ready: 200, or 503 with the reason; /metrics for Prometheus
      --upgrade-timeout TIME how long a new process may take to become ready in an upgrade; 1m
      --parallel N           how many workers a reload replaces at a time; 1
      --min-uptime TIME      a worker that was ready for this long has started well; 10s
      --restart-delay TIME   delay before one that has not is started again; doubled each time; 250ms
      --max-restart-delay TIME  the longest such delay; 30s
      --max-restarts N       after more failures in a row the place stays empty; no limit
      --max-memory SIZE      a worker that uses more is replaced: 300M, 1G
      --max-requests N       a worker that has served this many is replaced
      --max-age TIME         a worker that was ready for this long is replaced; these three up to a tenth earlier
      --reload-at CRON       reload at these times: --reload-at "0 3 * * *"
      --stuck-after TIME     a worker whose event loop stands still for this long is replaced, with a diagnostic report
      --out-file PATH, --error-file PATH  files to which the workers' output is appended
      --prefix               puts the worker's number before each line of its output
  -q, --quiet                only warnings and errors
      --log-format FORMAT    of gocluster's own lines: text or json; text
      --control PATH         the control socket; --no-control for none

Signals: INT and TERM let the workers finish, a second one ends at once, as QUIT does; HUP reloads;
USR2 upgrades; TTIN and TTOU start and stop one worker.`;

/** @param {string[]} args */
async function main(args) {
  const { failed } = require('../lib/upgrade');
  try {
    const { help, settings, nameOf, notes } = await parse(args);
    if (help) {
      console.log(USAGE);
      return;
    }
    const supervisor = await require('../supervisor').start(settings, nameOf, notes);
    const { code, error } = await supervisor.ended;
    if (error) failed(error.message);
    // The client that has asked for the end gets its answer first.
    setImmediate(() => process.exit(code));
  } catch (error) {
    failed(error.message);
    if (error.code === 'ERR_GOCLUSTER_CONFIG') misused(error.message, 'More: gocluster run --help');
    else fail(error);
    process.exit(); // a configuration file, or what was taken for one, may keep the process alive
  }
}

function fail(error) {
  console.error(
    `gocluster: ${error.code?.startsWith('ERR_GOCLUSTER') ? error.message : error.stack}`,
  );
  process.exitCode = 1;
}

module.exports = { main };
