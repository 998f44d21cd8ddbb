// Not run: what an import in CommonJS gets of the other entry points.

import { createServer, type Socket } from 'node:net';
import { register, registerOpenTelemetry } from 'gocluster/metrics';
import type { PromRegistry } from 'gocluster/metrics';
import { configure } from 'gocluster/server';
import type { ProxyHeader, ServerOptions } from 'gocluster/server';
import { attach } from 'gocluster/socket.io';
import { stats, watch } from 'gocluster/stats';
import type { Stats, WorkerState } from 'gocluster/stats';
import { defineConfig, start } from 'gocluster/supervisor';
import type { Config, Supervisor } from 'gocluster/supervisor';
import { ready, upgrade } from 'gocluster/upgrade';

const options: ServerOptions = { sticky: { cookie: 'session' }, proxyProtocol: ['10.0.0.0/8'] };
const server = configure(
  createServer((socket: Socket) => {
    const header: ProxyHeader | undefined = socket.proxyProtocol;
    const id: Buffer | undefined = header?.tlvs.get(5);
    socket.end(id ?? '');
  }),
  options,
);
server.listen(8000);
attach(server);

async function look(registry: PromRegistry): Promise<WorkerState | undefined> {
  register(registry, { timeout: 500 });
  const end: () => void = registerOpenTelemetry();
  const one: Stats = await stats();
  for await (const { workers } of watch({ interval: 100 })) {
    const open: number | null | undefined = workers[0]?.open;
    if (open === 0) break;
  }
  end();
  return one.workers[0]?.state;
}

async function run(): Promise<Supervisor> {
  const config: Config = defineConfig({ script: 'app.js', policy: 'sticky', sticky: 'cookie=a' });
  await upgrade({ timeout: 1000 });
  ready();
  return start({ ...config, script: 'app.js' });
}

export { look, run };
