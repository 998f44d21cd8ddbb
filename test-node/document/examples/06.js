cluster.fork().on('online', () => {
  // worker 가 동작중입니다.
});
