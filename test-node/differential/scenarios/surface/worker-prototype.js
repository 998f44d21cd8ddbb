'use strict';

module.exports = {
  proves: 'the own properties of Worker.prototype and of Worker in the primary',
  policies: ['rr'],
  differs: { id: 'suicide-alias', builtin: [], gocluster: ['suicide "function" "function"'] },
  program({ say, to }) {
    const { Worker } = require('node:cluster');
    const ofPrototype = Object.getOwnPropertyDescriptors(Worker.prototype);
    for (const key of Reflect.ownKeys(ofPrototype).map(String).sort()) {
      const { value, get, set, ...flags } = ofPrototype[key];
      if (key === 'suicide') {
        to('suicide-alias')(key, typeof get, typeof set);
        continue;
      }
      say(key, typeof value, value?.length, typeof get, typeof set, flags);
    }
    say('Worker', Worker.name, Worker.length, Object.getOwnPropertyNames(Worker).sort());
  },
};
