'use strict';

// The worker of programs that bring their own primary. It knows nothing of the cluster.

const http = require('node:http');

http
  .createServer((req, res) => {
    if (req.url === '/crash') process.exit(1);
    res.end(`hello ${process.argv[2] ?? ''}`);
  })
  .listen(0, '127.0.0.1');
