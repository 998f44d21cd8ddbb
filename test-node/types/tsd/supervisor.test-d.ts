// What tsd reads: the types of gocluster/supervisor.

import { expectError, expectType } from 'tsd';
import {
  defineConfig,
  start,
  type Config,
  type Outcome,
  type Supervisor,
} from '../../../supervisor';

expectType<Config>(
  defineConfig({
    script: 'server.js',
    workers: 'auto',
    policy: 'least-connections',
    env: { PORT: 8000, TOKEN: process.env.TOKEN },
    sticky: { cookie: 'sid' },
    proxyProtocol: ['10.0.0.0/8'],
    drainTimeout: '1m',
    settleTime: 500,
    stopSignal: 'SIGINT',
    drainMessage: 'shutdown',
    maxMemory: '300M',
    maxAge: '1d',
    maxRequests: 10_000,
    maxRestarts: 5,
    reloadAt: '0 3 * * *',
    stuckAfter: '10s',
    watch: false,
    outFile: 'out.log',
    errorFile: 'error.log',
    instanceVariable: 'INSTANCE',
  }),
);
defineConfig({ sticky: 'cookie=sid' });
defineConfig({ sticky: { cookie: 'sid', timeout: 500, maxBytes: 4096 } });
defineConfig({ sticky: { ipv6Prefix: 64 } });
expectError(defineConfig({ sticky: { cookie: 'sid', header: 'x-user' } }));
expectError(defineConfig({ workers: 'many' }));
expectError(defineConfig({ policy: 'random' }));
expectError(defineConfig({ wrokers: 2 }));
expectError(start({ workers: 2 }));

const supervisor = await start({ script: 'server.js' });
expectType<Supervisor>(supervisor);
expectType<{ replaced: number }>(await supervisor.reload());
expectType<{ workers: number }>(await supervisor.scale('+1'));
expectType<Outcome>(await supervisor.stop({ now: true }));
expectError(supervisor.drain('1'));
