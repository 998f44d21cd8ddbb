'use strict';
// For Member.run: `lanes` children at a time, one after the other, until endChildren().

const startChildren = ({ state }, lanes) => {
  const { spawn } = require('node:child_process');
  state.children = { go: true, wrong: [], count: 0 };
  const { children } = state;
  const lane = async () => {
    while (children.go) {
      const code = children.count++ % 3;
      await new Promise((resolve) => {
        spawn('/bin/sh', ['-c', `exit ${code}`], { stdio: 'ignore' })
          .once('exit', (got, signal) => {
            if (got !== code) children.wrong.push(signal ?? got);
            resolve();
          })
          .once('error', (error) => {
            children.wrong.push(error.message);
            resolve();
          });
      });
    }
  };
  children.done = Promise.all(Array.from({ length: lanes }, lane));
};

/** How many there were, and the ends that were not as they should be. */
const endChildren = async ({ state }) => {
  const { children } = state;
  children.go = false;
  await children.done;
  return { count: children.count, wrong: children.wrong };
};

module.exports = { startChildren, endChildren };
