const cluster = require('cluster');
const http = require('http');

if (cluster.isMaster) {

  // http 요청을 추적합니다.
  let numReqs = 0;
  setInterval(() => {
    console.log(`numReqs = ${numReqs}`);
  }, 1000);

  // Count requests
  function messageHandler(msg) {
    if (msg.cmd && msg.cmd === 'notifyRequest') {
      numReqs += 1;
    }
  }
  http.Server((req, res) => {
    res.writeHead(200);
    res.end('hello world\n');

    // master 에게 요청정보를 알려준다.
    process.send({ cmd: 'notifyRequest' });
  }).listen(8000);
}
