'use strict';

module.exports = {
  proves: 'setupPrimary() copies its argument, and takes odd ones',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    const mine = { args: ['a'] };
    cluster.setupPrimary(mine);
    mine.args.push('later');
    mine.silent = true;
    say(
      'settings',
      cluster.settings.args,
      cluster.settings.silent,
      cluster.settings.args === mine.args,
    );
    for (const odd of [null, 'text', 5, ['list'], () => {}])
      attempt('odd', () => cluster.setupPrimary(odd));
    say('after', cluster.settings);
  },
};
