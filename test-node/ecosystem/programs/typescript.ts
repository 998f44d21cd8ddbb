// A cluster program with types, for both module kinds of TypeScript.

import cluster, { type Address, type Worker } from 'node:cluster';
import { createServer, type Server } from 'node:http';

const WORKERS = 2;

interface Question {
  kind: 'ask';
  number: number;
}

function startPrimary(): void {
  const listening = new Set<number>();
  cluster.on('listening', (worker: Worker, address: Address) => {
    listening.add(worker.id);
    if (listening.size < WORKERS) return;
    console.log(JSON.stringify({ ready: address.port }));
  });
  cluster.on('message', (worker: Worker, question: Question) => {
    worker.send({ kind: 'answer', number: question.number * 2 });
  });
  cluster.on('exit', (worker: Worker, code: number, signal: string) => {
    console.log(JSON.stringify({ exit: [code, signal, worker.exitedAfterDisconnect] }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork({ STAGE: 'typed' });
  process.on('SIGTERM', () => cluster.disconnect());
}

function startWorker(self: Worker): Server {
  const waiting: Array<(text: string) => void> = [];
  process.on('message', ({ number }: { number: number }) => waiting.shift()?.(String(number)));
  const server = createServer((req, res) => {
    const question: Question = { kind: 'ask', number: Number(req.url?.slice(1)) };
    waiting.push((text) => res.end(`${self.id} ${process.env.STAGE} ${text}`));
    self.send(question);
  });
  return server.listen(0, '127.0.0.1');
}

if (cluster.isPrimary) startPrimary();
else if (cluster.worker) startWorker(cluster.worker);
