// What tsd reads: the types of gocluster/server and gocluster/socket.io.

import { createServer, type Server, type Socket } from 'node:net';
import { expectError, expectType } from 'tsd';
import { configure, type ProxyHeader } from '../../../lib/server';
import { attach } from '../../../lib/socket_io';

const server = createServer();
expectType<Server>(configure(server, { proxyProtocol: true }));
configure(server, {
  proxyProtocol: ['10.0.0.0/8', '::1'],
  sticky: { cookie: 'sid', timeout: 500 },
});
configure(server, { proxyProtocol: 'optional', sticky: { socketIO: true } });
expectError(configure(server, { proxyProtocol: 'always' }));
expectError(configure(server, { sticky: { cookie: 1 } }));
expectError(configure({}, {}));

declare const socket: Socket;
expectType<ProxyHeader | undefined>(socket.proxyProtocol);
const { command, family, sourcePort, tlvs } = socket.proxyProtocol!;
expectType<'PROXY' | 'LOCAL'>(command);
expectType<'IPv4' | 'IPv6' | 'unix' | undefined>(family);
expectType<number | undefined>(sourcePort);
expectType<ReadonlyMap<number, Buffer>>(tlvs);

const io = { bind() {}, name: 'io' };
expectType<typeof io>(attach(io));
expectError(attach(1));
