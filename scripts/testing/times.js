'use strict';

// The time of each test file: TEST_SLOWEST=40 prints the 40 files that took longest, and the 40 that used most CPU time.

const fs = require('node:fs');

const TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
/** Indexes in /proc/PID/stat, counted from the field after the program's name. */
const [UTIME, CSTIME] = [11, 14];

/** The CPU time, in seconds, of a process and of all descendants that have been waited for. Orphans do not count. */
function computed(pid) {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').pop().split(' ');
    const ticks = fields.slice(UTIME, CSTIME + 1).map(Number);
    return ticks.reduce((sum, each) => sum + each) / TICKS_PER_SECOND;
  } catch {
    return 0; // it has ended
  }
}

class Times {
  #files = [];

  add(name, seconds, cpu) {
    this.#files.push({ name, seconds, cpu });
  }

  /** Prints the lists; prints nothing if TEST_SLOWEST is not set. */
  print() {
    const most = Number(process.env.TEST_SLOWEST ?? 0);
    if (!(most > 0)) return;
    for (const key of ['seconds', 'cpu']) {
      const total = this.#files.reduce((sum, file) => sum + file[key], 0);
      console.log(`\n${key === 'cpu' ? 'seconds of processors' : key}, ${total.toFixed(0)} in all`);
      const sorted = [...this.#files].sort((a, b) => b[key] - a[key]);
      for (const file of sorted.slice(0, most)) {
        console.log(`${file[key].toFixed(1).padStart(7)}  ${file.name}`);
      }
    }
  }
}

module.exports = { Times, computed };
