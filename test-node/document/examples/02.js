cluster.fork().on('disconnect', () => {
  // Worker가 종료되었습니다.
});
