#define _GNU_SOURCE
#include "page.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

page_t *page_open(int fd) {
  /* If the file is shorter, or could be shortened, an access would raise SIGBUS. */
  if (lseek(fd, 0, SEEK_END) < PAGE_BYTES || !(fcntl(fd, F_GET_SEALS) & F_SEAL_SHRINK)) return NULL;
  void *memory = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void page_close(page_t *page) {
  if (page != NULL) munmap(page, PAGE_BYTES);
}
