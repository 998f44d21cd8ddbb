'use strict';

// An Express application on http and https, both ports shared by the workers.

const cluster = require('node:cluster');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const express = require('express');

const WORKERS = 2;

if (cluster.isPrimary) {
  const ports = {};
  let listening = 0;
  cluster.on('message', (worker, { server, port }) => {
    ports[server] = port;
    if (++listening === 2 * WORKERS) console.log(JSON.stringify({ ready: ports }));
  });
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect());
} else {
  const app = express();
  app.use(express.json());
  app.use('/files', express.static(__dirname));
  app.get('/whoami', (req, res) => {
    const { remoteFamily, encrypted = false } = req.socket;
    res.json({ worker: cluster.worker.id, ip: req.ip, family: remoteFamily, encrypted });
  });
  app.post('/sum', (req, res) => res.json({ sum: req.body.reduce((a, b) => a + b, 0) }));
  app.get('/stream', (req, res) => {
    for (let i = 0; i < 100; i++) res.write('x'.repeat(10_000));
    res.end();
  });
  app.get('/fail', () => {
    throw new Error('as planned');
  });
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    res.status(error.status ?? 500).json({ error: error.message });
  });

  const tls = {
    key: fs.readFileSync(process.env.TLS_KEY),
    cert: fs.readFileSync(process.env.TLS_CERT),
    // Of the two kinds of session tickets, the one that can be tried without reading any data.
    maxVersion: 'TLSv1.2',
  };
  const servers = { http: http.createServer(app), https: https.createServer(tls, app) };
  for (const [name, server] of Object.entries(servers)) {
    server.listen(0, '127.0.0.1', () => {
      process.send({ server: name, port: server.address().port });
    });
  }
}
