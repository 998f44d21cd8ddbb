cluster.on('disconnect', (worker) => {
  console.log(`The worker #${worker.id} has disconnected`);
});
