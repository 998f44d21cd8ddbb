cluster.fork().on('listening', (address) => {
  // Worker is listening
});
