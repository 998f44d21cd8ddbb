cluster.on('online', (worker) => {
  console.log('Yay, the worker responded after it was forked');
});
