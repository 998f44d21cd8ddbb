'use strict';

// gocluster run: an unchanged program on several workers, kept alive. Used by index.js.

const { configError } = require('../supervisor/errors');
const { parse } = require('./run_options');
const { misused } = require('./usage');

const USAGE = `usage: gocluster run [options] script [arguments]

Runs an unchanged server on several workers, keeps them alive, and replaces them without losing a request.

  -w, --workers N|auto       how many; auto: as many as there are processors for it (WEB_CONCURRENCY)
  -n, --name NAME            what "gocluster status" and the like call it; the script's name
  -c, --config FILE          instead of gocluster.config.js, .mjs, .json or "gocluster" in package.json
      --cwd FOLDER           where the program runs
      --node-args ARGUMENTS  of node, for the workers: --node-args "--import tsx"
      --from FILE            what PM2's ecosystem.config.js says; --only NAME: of several apps; --env NAME: with env_NAME
      --policy POLICY        who gets the next connection: rr, none, least-connections, sticky
      --sticky BY            one client, one worker: address, header=NAME, cookie=NAME, query=NAME, socket.io
      --proxy-protocol WHO   connections begin with a PROXY header: required, optional, or those from networks
  -W, --watch                reload when a file changes that the program has loaded: for development
      --wait-ready           a worker is ready when it says process.send('ready'), not when it listens
      --ready-timeout TIME   for that; 30s
      --drain-timeout TIME   for what runs in a worker that is replaced or stopped; 30s
      --exit-timeout TIME    for what is left then, and again after the stop signal; 2s
      --stop-signal SIGNAL   asks a worker to end that has finished, or is too late; SIGTERM
      --drain-message TEXT   the program gets it by process.on('message') when it is to finish: to end what lasts
      --settle-time TIME     a new worker must stay ready so long before an old one ends; 1s
      --drain-delay TIME     between a signal to end and its effect: balancers are told first; 0
      --agent-check ADDRESS  answers HAProxy's agent-check; --no-agent-weights: without weights
      --health ADDRESS       /live and /ready: 200, or 503 with the reason; /metrics for Prometheus
      --upgrade-timeout TIME for a new process to be ready that takes over; 1m
      --parallel N           how many a reload replaces at a time; 1
      --min-uptime TIME      a worker that was ready for so long did start; 10s
      --restart-delay TIME   before a worker that did not is started again; doubled each time; 250ms
      --max-restart-delay TIME  30s
      --max-restarts N       failures in a row, after which the place stays empty; none
      --max-memory SIZE      a worker that has more is replaced: 300M, 1G
      --max-requests N       a worker that has served so many is replaced
      --max-age TIME         a worker that was ready for so long is replaced; these three up to a tenth earlier
      --reload-at CRON       reload at these times: --reload-at "0 3 * * *"
      --stuck-after TIME     a worker whose event loop stands still for so long is replaced, with a diagnostic report
      --out-file PATH, --error-file PATH  what workers write is appended there
      --prefix               the worker's number before each line of its output
  -q, --quiet                only warnings and errors
      --log-format text|json
      --control PATH         the control socket; --no-control for none

Signals: INT and TERM let the workers finish, a second one does not wait; QUIT does not either; HUP reloads;
USR2 upgrades; TTIN and TTOU one worker more or fewer.`;

/** @param {string[]} args */
async function main(args) {
  const { failed } = require('../lib/upgrade');
  try {
    const { help, settings, nameOf, notes } = await parse(args);
    if (help) {
      console.log(USAGE);
      return;
    }
    if (settings.script === undefined) throw configError(['no script to run']);
    const supervisor = await require('../supervisor').start(settings, nameOf, notes);
    const { code, error } = await supervisor.ended;
    if (error) failed(error.message);
    // The answer to who has asked for the end is sent first.
    setImmediate(() => process.exit(code));
  } catch (error) {
    failed(error.message);
    if (error.code === 'ERR_GOCLUSTER_CONFIG') misused(error.message, 'More: gocluster run --help');
    else fail(error);
  }
}

function fail(error) {
  console.error(
    `gocluster: ${error.code?.startsWith('ERR_GOCLUSTER') ? error.message : error.stack}`,
  );
  process.exitCode = 1;
}

module.exports = { main };
