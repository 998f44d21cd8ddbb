'use strict';

// The account of a chaos run: each connection must have ended in one of the ways that are right, and the ledger must tell
// why.

const { Lives } = require('./lives.js');

/**
 * @param {ReturnType<import('./ledger.js').Ledger.read>} events
 * @param {{id: number, kind: string, outcome: string, started: number, lately: number,
 *   ended: number, worker: number}[]} outcomes microseconds; what ended it came after `lately`
 * @returns {{counts: object, complaints: string[]}}
 */
function account(events, outcomes) {
  const lives = new Lives([...events].sort((a, b) => a.time - b.time));
  const { complaints } = lives;
  const counts = {
    connections: outcomes.length,
    served: 0,
    cut: 0, // of these:
    accepted: 0, // a worker had accepted it, and died
    read: 0, // a worker held it, and died before its server knew of it
    listener: 0, // nobody listened any more: it ended in the kernel's queue
    unseen: 0, // it ended while a worker died of which is not known what it held
    refused: 0, // nobody listened
    hung: 0,
    twice: 0, // accepted by more than one worker, or more than once
    unexplained: 0,
    slowestMs: 0, // of those served
  };

  for (const connection of outcomes) {
    const accepts = lives.accepts.get(connection.id) ?? [];
    if (accepts.length > 1) {
      counts.twice++;
      complaints.push(`accepted twice: ${tell(connection, accepts)}`);
    }
    const { outcome, started, ended } = connection;
    if (outcome in counts) counts[outcome]++;
    if (outcome === 'served') {
      counts.slowestMs = Math.max(counts.slowestMs, Math.round((ended - started) / 1000));
    }
    const reason = explain(connection, accepts, lives);
    if (reason) counts[reason]++;
    if (reason === 'unexplained') complaints.push(`unexplained: ${tell(connection, accepts)}`);
  }
  return { counts, complaints };
}

/** Why a connection ended as it did: a name in counts, or '' where there is nothing to explain. */
function explain({ id, kind, outcome, started, lately, ended, worker }, accepts, lives) {
  const [accept] = accepts;
  switch (outcome) {
    case 'served':
      return accept?.worker === worker && accept.kind === kind ? '' : 'unexplained';
    case 'refused':
      return !accept && lives.nobodyListened(kind, started, ended) ? '' : 'unexplained';
    case 'cut':
      if (accept) return lives.wasEnding(accept.worker, ended) ? 'accepted' : 'unexplained';
      if (lives.wasEnding(lives.held.get(id), ended)) return 'read';
      if (lives.nobodyListened(kind, started, ended)) return 'listener';
      return lives.blindDeath(lately, ended) ? 'unseen' : 'unexplained';
    default:
      return 'unexplained'; // hung among others
  }
}

function tell(connection, accepts) {
  return `${JSON.stringify(connection)}, accepted by ${JSON.stringify(accepts)}`;
}

module.exports = { account };
