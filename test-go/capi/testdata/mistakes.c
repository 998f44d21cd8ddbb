/* One mistake for each sanitizer, chosen at compile time. A test makes sure that it is found. */
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
  (void)arguments;
  char *volatile bytes = malloc(8); /* volatile: the compiler must not see through it */
  if (bytes == NULL) return 0;
  memset(bytes, count, 8);
  int result = 0;
#ifdef OVERFLOW
  result = bytes[7 + count];
#endif
#ifdef SHIFT
  result = count << (31 + count);
#endif
#ifdef LEAK
  bytes = NULL;
#endif
  free(bytes);
#ifdef FREED
  result = bytes[count];
#endif
  return result == 77;
}
