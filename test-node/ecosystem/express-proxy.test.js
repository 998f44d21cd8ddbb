'use strict';

// express behind a load balancer that speaks the PROXY protocol: req.ip is the client's.

const assert = require('node:assert/strict');
const net = require('node:net');
const test = require('node:test');
const { SIDES, linkGocluster, start } = require('./sides');

const skip = !SIDES.includes('gocluster') && 'it is about gocluster';

/** Version 2, TCP over IPv6, from 2001:db8::1 with the unique id 'an id'. */
const HEADER = Buffer.concat([
  Buffer.from('0d0a0d0a000d0a515549540a2121002c', 'hex'),
  Buffer.from('20010db8000000000000000000000001'.repeat(2), 'hex'),
  Buffer.from('04d201bb050005', 'hex'),
  Buffer.from('an id'),
]);

test('express', { skip }, async (t) => {
  linkGocluster();
  const program = start(t, 'gocluster', 'express-proxy.js');
  const port = await program.line('ready');
  const socket = net.connect(port, '127.0.0.1');
  socket.write(HEADER);
  socket.write('GET / HTTP/1.0\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += chunk;
  const [, body] = text.split('\r\n\r\n');
  assert.deepEqual(JSON.parse(body), { ip: '2001:db8::1', id: 'an id' });
});
