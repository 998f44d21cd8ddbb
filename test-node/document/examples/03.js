const worker = cluster.fork();
worker.on('exit', (code, signal) => {
  if (signal) {
    console.log(`worker가 다음 signal에 의해 종료되었습니다.: ${signal}`);
  } else if (code !== 0) {
    console.log(`worker가 다음 에러 코드와 함께 종료되었습니다.: ${code}`);
  } else {
    console.log('worker success!');
  }
});
