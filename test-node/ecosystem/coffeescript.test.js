'use strict';

// The coffee command puts a fork of its own into child_process, by which workers are CoffeeScript, too. It does so after
// gocluster's preload and before the program asks for cluster.

const { REGISTER, sameOnBoth, start } = require('./sides');

const COFFEE = require.resolve('coffeescript/bin/coffee');

sameOnBoth('a CoffeeScript program under its own command', {}, async (side, t) => {
  const env = side === 'gocluster' ? { NODE_OPTIONS: `-r "${REGISTER}"` } : {};
  const program = start(t, 'built-in', COFFEE, {
    args: ['coffee/server.coffee'],
    env,
    cwd: `${__dirname}/programs`,
  });
  const answer = await program.line('answer');
  const exit = await program.line('exit');
  const { code } = await program.end(null);
  return { answer, exit, code };
});
