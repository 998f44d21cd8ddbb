socket.on('data', (id) => {
  const worker = cluster.workers[id];
});
